import { Module } from '@nestjs/common';
import { KeysController } from './keys.controller.js';

/** The keys that producers send events with; the collector asks the database which are valid. */
@Module({ controllers: [KeysController] })
export class KeysModule {}
