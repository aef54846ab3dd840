import { Module } from '@nestjs/common';
import { ReplayWorker } from './replay-worker.service.js';

/** Makes events of quarantined items that somebody asks to replay (/v1/quarantine of the reporter). */
@Module({ providers: [ReplayWorker] })
export class ReplayModule {}
