import { Module } from '@nestjs/common';
import { EventsController } from './events.controller.js';
import { EventsMetrics } from './events-metrics.js';
import { IngestService } from './ingest.service.js';
import { QuarantineGauges } from './quarantine-gauges.js';
import { QuarantineRoom } from './quarantine-room.js';

@Module({
  controllers: [EventsController],
  providers: [IngestService, EventsMetrics, QuarantineRoom, QuarantineGauges],
})
export class EventsModule {}
