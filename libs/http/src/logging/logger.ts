import { type DestinationStream, type Logger, pino } from 'pino';
import type { LogLevel } from '../settings/setting.js';
import { loggableError } from './loggable-error.js';

export type { Logger } from 'pino';

/** Injects the app's pino logger: `@Inject(APP_LOGGER) private readonly logger: Logger`. */
export const APP_LOGGER = Symbol('APP_LOGGER');

export interface LoggerOptions {
  level: LogLevel;
  /** Where lines go; standard output if not given. */
  destination?: DestinationStream;
}

// Nobody should log these; should it happen, the value does not get out.
const SECRET_KEYS = ['authorization', 'cookie', 'password', 'secret', 'token', 'apiKey', 'ingestKey'];
const SECRET_PATHS = SECRET_KEYS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]);

/** Makes the app's logger: one JSON object a line, written synchronously so that nothing is lost at exit. */
export function createLogger(app: string, { level, destination }: LoggerOptions): Logger {
  const options = {
    level,
    base: { app, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: loggableError },
    redact: { paths: SECRET_PATHS, censor: '[redacted]' },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}
