import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp, type LoggerOptions } from '@trailkeeper/http';
import { AppModule } from './app.module.js';
import type { Settings } from './config.js';

/** The collector, connected to its database and ready to listen or inject; `logger` is for tests. */
export function createCollector(settings: Settings, logger?: Partial<LoggerOptions>): Promise<NestFastifyApplication> {
  return createApp(AppModule.with(settings), {
    name: 'collector',
    logger: { level: settings.LOG_LEVEL, ...logger },
    description: 'Takes in audit events and stores them. Keys for it can send events and nothing else.',
    publicUrl: settings.PUBLIC_URL,
    trustProxy: settings.TRUST_PROXY,
    maxBodyBytes: settings.MAX_BODY_BYTES,
    prepare: takeEveryBodyAsBytes,
  });
}

/** Whatever the content type says: a plain `curl -d` calls its body a form. What it is, its bytes tell. */
function takeEveryBodyAsBytes(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
}
