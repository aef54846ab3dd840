import { Module } from '@nestjs/common';
import { EventsController } from './events.controller.js';
import { EventsMetrics } from './events-metrics.js';
import { IngestService } from './ingest.service.js';

@Module({
  controllers: [EventsController],
  providers: [IngestService, EventsMetrics],
})
export class EventsModule {}
