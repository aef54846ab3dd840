import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type LoggerOptions, createApp } from '@trailkeeper/http';
import { AppModule } from './app.module.js';
import type { Settings } from './config.js';
import { readDatabaseFault } from './read-database-fault.js';

/** The whole app, started but for the port: main.ts listens, tests inject. */
export function createReporter(
  settings: Settings,
  logger: LoggerOptions = { level: settings.LOG_LEVEL },
): Promise<NestFastifyApplication> {
  return createApp(AppModule.with(settings), {
    name: 'reporter',
    logger,
    title: 'Trailkeeper reporter',
    description: 'Reports on the audit trail, and the catalog that they are counted against.',
    publicUrl: settings.PUBLIC_URL,
    trustProxy: settings.TRUST_PROXY,
    // 64 KiB: the largest request is a report request.
    maxBodyBytes: 64 * 1024,
    stop: { limitMs: settings.STOP_SECONDS * 1000, delayMs: settings.STOP_DELAY_SECONDS * 1000 },
    readFault: readDatabaseFault,
  });
}
