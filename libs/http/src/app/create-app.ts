import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { logRequests } from '../logging/log-requests.js';
import { createLogger } from '../logging/logger.js';
import { NestLogger } from '../logging/nest-logger.js';
import { QuietLogController } from '../logging/quiet-log-controller.js';
import { measureRequests } from '../metrics/measure-requests.js';
import { sayBuild } from '../metrics/say-build.js';
import { answerConnectionError } from '../problems/connection-errors.js';
import { sendRouterProblem } from '../problems/send-problem.js';
import { requestId } from '../requests/request-id.js';
import { setCommonHeaders } from '../requests/security-headers.js';
import type { AppOptions } from './app-options.js';
import { drainOnStop } from './drain-on-stop.js';
import { HttpModule } from './http.module.js';
import { Stopping } from './stopping.js';

/** Makes an app of `AppModule` with all that this library brings, started but for the port: ready to listen or inject. */
export async function createApp(AppModule: Type | DynamicModule, options: AppOptions): Promise<NestFastifyApplication> {
  const logger = createLogger(options.name, options.logger);
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  sayBuild(registry, options);
  const adapter = new FastifyAdapter(fastifyOptions(options, logger));
  const fastify = adapter.getInstance() as unknown as FastifyInstance;
  setCommonHeaders(fastify);
  logRequests(fastify);
  measureRequests(fastify, registry);
  const stopping = new Stopping(options.stop ?? STOP_TIMES);
  drainOnStop(fastify, stopping);
  // Forms and plain text are not spoken here: they are answered with 415 unless `prepare` adds a parser.
  fastify.removeContentTypeParser('text/plain');

  const http = HttpModule.with({ options, logger, registry, stopping });
  const module = { module: RootModule, imports: [http, AppModule] };
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: new NestLogger(logger),
    abortOnError: false,
    bodyParser: false,
  });
  try {
    await options.prepare?.(app);
    await app.init();
    await fastify.ready();
  } catch (fault) {
    await app.close();
    throw fault;
  }
  return app;
}

/** 8 s: below the 10 that Docker waits before it kills. */
const STOP_TIMES = { limitMs: 8_000, delayMs: 0 };

@Module({})
class RootModule {}

function fastifyOptions(options: AppOptions, logger: FastifyBaseLogger) {
  return {
    loggerInstance: logger,
    logController: new QuietLogController(),
    requestIdHeader: false as const,
    genReqId: requestId,
    trustProxy: options.trustProxy ?? false,
    bodyLimit: options.maxBodyBytes ?? 1024 * 1024,
    // 5 min: a slow line may need that for a large import; without it a client may trickle for ever.
    requestTimeout: options.requestTimeoutMs ?? 300_000,
    // Event ids carry a time and a hash, more than the usual 100 characters.
    routerOptions: { maxParamLength: 500 },
    clientErrorHandler: answerConnectionError,
    // Ours, drainOnStop, answers as everything else does.
    return503OnClosing: false,
    frameworkErrors: sendRouterProblem,
  };
}
