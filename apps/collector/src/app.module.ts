import { type DynamicModule, Module } from '@nestjs/common';
import { acceptSecret, VERIFY_CALLER } from '@trailkeeper/http';
import { SETTINGS, type Settings } from './config.js';
import { DatabaseModule } from './database.module.js';
import { EventsModule } from './events/events.module.js';

@Module({})
export class AppModule {
  static with(settings: Settings): DynamicModule {
    return {
      module: AppModule,
      global: true,
      imports: [DatabaseModule, EventsModule],
      providers: [
        { provide: SETTINGS, useValue: settings },
        { provide: VERIFY_CALLER, useValue: acceptSecret(settings.INGEST_KEY, { name: 'INGEST_KEY' }) },
      ],
      exports: [SETTINGS, DatabaseModule],
    };
  }
}
