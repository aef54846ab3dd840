import { Global, Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CLOCK, databaseClock } from './clock.js';

/** The time for all that runs on a clock. */
@Global()
@Module({
  providers: [{ provide: CLOCK, useFactory: databaseClock, inject: [DataSource] }],
  exports: [CLOCK],
})
export class ClockModule {}
