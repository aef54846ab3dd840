import { Module } from '@nestjs/common';
import { EventController } from './event/event.controller.js';
import { EventsController } from './listing/events.controller.js';

/** Events: searched, looked at, counted, taken along. */
@Module({ controllers: [EventsController, EventController] })
export class SearchModule {}
