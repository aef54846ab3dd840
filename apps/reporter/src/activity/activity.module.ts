import { Module } from '@nestjs/common';
import { FoldActivityService } from './fold-activity.service.js';

@Module({ providers: [FoldActivityService] })
export class ActivityModule {}
