import { Module } from '@nestjs/common';
import { Targets } from './targets.service.js';

/** Where files go. */
@Module({ providers: [Targets], exports: [Targets] })
export class TargetsModule {}
