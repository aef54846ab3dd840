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
import { Stopping } from './stopping.js';

export interface HttpParts {
  options: AppOptions;
  logger: Logger;
  registry: Registry;
  stopping: Stopping;
}

/** What every app has. Global: features inject APP_LOGGER, Stopping and prom-client's Registry without imports. */
@Module({})
export class HttpModule {
  static with({ options, logger, registry, stopping }: HttpParts): DynamicModule {
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
        { provide: Stopping, useValue: stopping },
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_GUARD, useClass: BearerGuard },
        { provide: APP_PIPE, useClass: RequestPipe },
      ],
      exports: [APP_LOGGER, Registry, Stopping],
    };
  }
}
