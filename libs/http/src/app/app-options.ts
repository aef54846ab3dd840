import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { ApiError } from '../problems/api-error.js';
import type { LoggerOptions } from '../logging/logger.js';
import type { TrustProxy } from '../settings/setting.js';
import type { StopTimes } from './stopping.js';

export const APP_OPTIONS = Symbol('APP_OPTIONS');

export interface AppOptions {
  /** `collector`; in every log line and, unless `title` is given, in the title of /docs. */
  name: string;
  logger: LoggerOptions;
  title?: string;
  /** The product's if not given. */
  version?: string;
  /** What the API is for, at the head of /docs. */
  description?: string;
  /** The address callers use, for the examples of /docs. */
  publicUrl?: string | undefined;
  /** Nobody's X-Forwarded-* headers are believed if not given. */
  trustProxy?: TrustProxy;
  /** 1 MiB if not given; a route's own parser may allow more. */
  maxBodyBytes?: number;
  /** How long a request may take to arrive as a whole; 300,000 if not given. 0: the app bounds it itself. */
  requestTimeoutMs?: number;
  /** If not given, running requests may take 8,000 ms to end once the app stops, which it does without a delay. */
  stop?: StopTimes;
  /** Reads a fault of a part that this library does not know, such as a database; undefined: a fault of ours. */
  readFault?(fault: unknown): ApiError | undefined;
  /** Adds body parsers, plugins and static files before routes are made and the app is started. */
  prepare?(app: NestFastifyApplication): void | Promise<void>;
}
