import { type DynamicModule, Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { VERIFY_CALLER, acceptSecret } from '@trailkeeper/http';
import { ActivityModule } from './activity/activity.module.js';
import { CatalogModule } from './catalog/catalog.module.js';
import type { Settings } from './config.js';
import { DatabaseModule } from './database/database.module.js';
import { RootController } from './root.controller.js';
import { RunsModule } from './runs/runs.module.js';

/** The reporter: all that reads, and all that runs on a clock. */
@Module({})
export class AppModule {
  static with(settings: Settings): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ScheduleModule.forRoot(),
        DatabaseModule.with({ url: settings.DATABASE_URL, poolSize: settings.DATABASE_POOL_SIZE }),
        ActivityModule,
        CatalogModule,
        RunsModule.with({ organisation: settings.ORGANISATION ?? null }),
      ],
      controllers: [RootController],
      providers: [{ provide: VERIFY_CALLER, useValue: acceptSecret(settings.ADMIN_TOKEN, { name: 'administrator' }) }],
    };
  }
}
