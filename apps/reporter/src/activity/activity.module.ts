import { Module } from '@nestjs/common';
import { ActivityMetrics } from './activity-metrics.js';
import { FoldActivityService } from './fold-activity.service.js';

@Module({ providers: [FoldActivityService, ActivityMetrics] })
export class ActivityModule {}
