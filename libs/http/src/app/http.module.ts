import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE, DiscoveryModule } from '@nestjs/core';
import type { Logger } from 'pino';
import { Registry } from 'prom-client';
import { BearerGuard } from '../auth/bearer.guard.js';
import { DocsController } from '../docs/docs.controller.js';
import { HealthController } from '../health/health.controller.js';
import { Readiness } from '../health/readiness.js';
import { APP_LOGGER } from '../logging/logger.js';
import { MetricsController } from '../metrics/metrics.controller.js';
import { ProblemFilter } from '../problems/problem.filter.js';
import { RequestPipe } from '../requests/request.pipe.js';
import { APP_OPTIONS, type AppOptions } from './app-options.js';

/** What every app has. Global: features inject APP_LOGGER and prom-client's Registry without importing anything. */
@Module({})
export class HttpModule {
  static with(options: AppOptions, logger: Logger, registry: Registry): DynamicModule {
    return {
      module: HttpModule,
      global: true,
      imports: [DiscoveryModule],
      controllers: [HealthController, MetricsController, DocsController],
      providers: [
        Readiness,
        { provide: APP_OPTIONS, useValue: options },
        { provide: APP_LOGGER, useValue: logger },
        { provide: Registry, useValue: registry },
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_GUARD, useClass: BearerGuard },
        { provide: APP_PIPE, useClass: RequestPipe },
      ],
      exports: [APP_LOGGER, Registry],
    };
  }
}
