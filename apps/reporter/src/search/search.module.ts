import { Module } from '@nestjs/common';
import { EventsController } from './listing/events.controller.js';

/** Events: searched, looked at, counted, taken along. */
@Module({ controllers: [EventsController] })
export class SearchModule {}
