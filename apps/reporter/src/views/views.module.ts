import { Module } from '@nestjs/common';
import { ViewsController } from './views.controller.js';

/** Searches that people keep, for themselves or for all. */
@Module({ controllers: [ViewsController] })
export class ViewsModule {}
