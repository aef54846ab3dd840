import { type DynamicModule, Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { VERIFY_CALLER, acceptSecret } from '@trailkeeper/http';
import { ActivityModule } from './activity/activity.module.js';
import { AttestationsModule } from './attestations/attestations.module.js';
import { BundlesModule } from './bundles/bundles.module.js';
import { CatalogModule } from './catalog/catalog.module.js';
import { ClockModule } from './clock/clock.module.js';
import { SETTINGS, type Settings } from './config.js';
import { DatabaseModule } from './database.module.js';
import { DeliveriesModule } from './deliveries/deliveries.module.js';
import { KeysModule } from './keys/keys.module.js';
import { PoolMetrics } from './pool-metrics.js';
import { QuarantineModule } from './quarantine/quarantine.module.js';
import { RootController } from './root.controller.js';
import { RunsModule } from './runs/runs.module.js';
import { SchedulesModule } from './schedules/schedules.module.js';
import { SearchModule } from './search/search.module.js';
import { SigningKeysModule } from './signing-keys/signing-keys.module.js';
import { SlotsModule } from './slots/slots.module.js';
import { SourcesModule } from './sources/sources.module.js';
import { TargetsModule } from './targets/targets.module.js';
import { ViewsModule } from './views/views.module.js';

/** The reporter: all that reads, and all that runs on a clock. */
@Module({})
export class AppModule {
  static with(settings: Settings): DynamicModule {
    return {
      module: AppModule,
      global: true,
      imports: [
        ScheduleModule.forRoot(),
        DatabaseModule,
        ClockModule,
        ActivityModule,
        CatalogModule,
        AttestationsModule,
        KeysModule,
        QuarantineModule,
        SearchModule,
        SourcesModule,
        RunsModule,
        ViewsModule,
        SchedulesModule,
        SlotsModule,
        BundlesModule,
        DeliveriesModule,
        TargetsModule,
        SigningKeysModule,
      ],
      controllers: [RootController],
      providers: [
        { provide: SETTINGS, useValue: settings },
        PoolMetrics,
        { provide: VERIFY_CALLER, useValue: acceptSecret(settings.ADMIN_TOKEN, { name: 'administrator' }) },
      ],
      exports: [SETTINGS, DatabaseModule],
    };
  }
}
