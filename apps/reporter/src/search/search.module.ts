import { Module } from '@nestjs/common';
import { AnalysisController } from './analysis/analysis.controller.js';
import { EventController } from './event/event.controller.js';
import { ExportController } from './export/export.controller.js';
import { RunningExports } from './export/running-exports.js';
import { EventsController } from './listing/events.controller.js';
import { Searches } from './searches.js';
import { Looks } from './tail/looks.js';
import { TailController } from './tail/tail.controller.js';

/** Events: searched, looked at, counted, taken along, watched as they come. */
@Module({
  controllers: [EventsController, EventController, AnalysisController, ExportController, TailController],
  providers: [Searches, RunningExports, Looks],
})
export class SearchModule {}
