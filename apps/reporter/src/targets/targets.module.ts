import { Module } from '@nestjs/common';
import { TargetKindsController } from './target-kinds.controller.js';
import { TargetsController } from './targets.controller.js';
import { Targets } from './targets.service.js';

/** Where files go. */
@Module({ controllers: [TargetsController, TargetKindsController], providers: [Targets], exports: [Targets] })
export class TargetsModule {}
