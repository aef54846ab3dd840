import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp, type LoggerOptions } from '@trailkeeper/http';
import type { FastifyInstance } from 'fastify';
import { AppModule } from './app.module.js';
import type { Settings } from './config.js';
import { takeBodiesAsStreams } from './events/receive/take-bodies-as-streams.js';

/** The collector, ready to listen or inject, whether its database is there or not; `logger` is for tests. */
export function createCollector(settings: Settings, logger?: Partial<LoggerOptions>): Promise<NestFastifyApplication> {
  return createApp(AppModule.with(settings), {
    name: 'collector',
    logger: { level: settings.LOG_LEVEL, ...logger },
    description: 'Takes in audit events and stores them. Keys for it can send events and nothing else.',
    publicUrl: settings.PUBLIC_URL,
    trustProxy: settings.TRUST_PROXY,
    // A long import may take hours as long as it gets on; who falls silent is cut off by SENDER_IDLE_SECONDS.
    requestTimeoutMs: 0,
    stop: { limitMs: settings.STOP_SECONDS * 1000, delayMs: settings.STOP_DELAY_SECONDS * 1000 },
    prepare: (app) => takeBodiesAsStreams(app.getHttpAdapter().getInstance() as unknown as FastifyInstance),
  });
}
