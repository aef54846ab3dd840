import { Module } from '@nestjs/common';
import { AnalysisController } from './analysis/analysis.controller.js';
import { EventController } from './event/event.controller.js';
import { ExportController } from './export/export.controller.js';
import { RunningExports } from './export/running-exports.js';
import { EventsController } from './listing/events.controller.js';

/** Events: searched, looked at, counted, taken along. */
@Module({
  controllers: [EventsController, EventController, AnalysisController, ExportController],
  providers: [RunningExports],
})
export class SearchModule {}
