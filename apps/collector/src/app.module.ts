import { type DynamicModule, Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { SETTINGS, type Settings } from './config.js';
import { DatabaseModule } from './database.module.js';
import { EventsModule } from './events/events.module.js';
import { KeysModule } from './keys/keys.module.js';
import { PoolMetrics } from './pool-metrics.js';
import { ReplayModule } from './replay/replay.module.js';

@Module({})
export class AppModule {
  static with(settings: Settings): DynamicModule {
    return {
      module: AppModule,
      global: true,
      imports: [ScheduleModule.forRoot(), DatabaseModule, KeysModule, EventsModule, ReplayModule],
      providers: [{ provide: SETTINGS, useValue: settings }, PoolMetrics],
      exports: [SETTINGS, DatabaseModule],
    };
  }
}
