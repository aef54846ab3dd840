import { Module } from '@nestjs/common';
import { FoldKeyArrivalsService } from './fold-key-arrivals.service.js';
import { SourceMetrics } from './source-metrics.js';
import { SourcesController } from './sources.controller.js';

/** What events come from, and what has fallen silent. */
@Module({ controllers: [SourcesController], providers: [FoldKeyArrivalsService, SourceMetrics] })
export class SourcesModule {}
