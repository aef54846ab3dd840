import { type DynamicModule, Module } from '@nestjs/common';
import { SETTINGS, type Settings } from './config.js';
import { DatabaseModule } from './database.module.js';
import { EventsModule } from './events/events.module.js';
import { KeysModule } from './keys/keys.module.js';

@Module({})
export class AppModule {
  static with(settings: Settings): DynamicModule {
    return {
      module: AppModule,
      global: true,
      imports: [DatabaseModule, KeysModule, EventsModule],
      providers: [{ provide: SETTINGS, useValue: settings }],
      exports: [SETTINGS, DatabaseModule],
    };
  }
}
