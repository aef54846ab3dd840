import { Module } from '@nestjs/common';
import { AnalysisController } from './analysis/analysis.controller.js';
import { EventController } from './event/event.controller.js';
import { EventsController } from './listing/events.controller.js';

/** Events: searched, looked at, counted, taken along. */
@Module({ controllers: [EventsController, EventController, AnalysisController] })
export class SearchModule {}
