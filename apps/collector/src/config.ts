import { DEFAULT_QUARANTINE_MAX_BYTES, quarantineRoomOf } from '@trailkeeper/contract';
import { readSettings, setting } from '@trailkeeper/http';
import { z } from 'zod';
import { CHUNK_LIMITS } from './events/store/chunk-limits.js';

/** Injects the settings. */
export const SETTINGS = Symbol('SETTINGS');

const MEBIBYTE = 1024 * 1024;

const fieldsSchema = z.object({
  DATABASE_URL: setting.postgresUrl,
  /** 10: enough for two cores' worth of batches; more only queue up in the database. */
  DATABASE_POOL_SIZE: setting.poolSize.default(10),
  HOST: setting.host.default('127.0.0.1'),
  COLLECTOR_PORT: setting.port.default(4001),
  PUBLIC_URL: setting.httpUrl.optional(),
  TRUST_PROXY: setting.trustProxy.default(false),
  /** A key without limits that needs no row in the database; unset: only those made with /v1/keys are valid. */
  INGEST_KEY: setting.secret.optional(),
  LOG_LEVEL: setting.logLevel.default('info'),
  /** Of one request, as sent and also decompressed. Unset: no limit; a body is never held as a whole. */
  MAX_BODY_BYTES: setting.bytes.optional(),
  /** Of one item; of a larger one so much is quarantined. Producers keep events under 16 KiB. */
  MAX_EVENT_BYTES: setting.bytes.default(MEBIBYTE),
  /** Of all items held in quarantine together. When full, requests with bad items are answered 503. */
  QUARANTINE_MAX_BYTES: setting.bytes.default(DEFAULT_QUARANTINE_MAX_BYTES),
  /** How long a request's sender may be silent in the middle of its body before it is given up. */
  SENDER_IDLE_SECONDS: setting.seconds.default(60),
  /**
   * How long a request waits for a place, for a connection, and for each statement, before it is answered 503. 10: a full
   * chunk takes a tenth of a second; senders and proxies commonly wait 30 to 60. 60 at most, for the arrivals of keys.
   */
  DATABASE_TIMEOUT_SECONDS: setting.statementSeconds.default(10),
  /** How long running requests may take to end at a stop. 8: Docker kills after 10. */
  STOP_SECONDS: setting.seconds.default(8),
  /** How long requests are still taken after the word to stop, while readiness already says no. */
  STOP_DELAY_SECONDS: setting.secondsOrNone.default(0),
});

const settingsSchema = fieldsSchema.superRefine(({ QUARANTINE_MAX_BYTES, MAX_EVENT_BYTES }, context) => {
  const least = mostBytesOfChunk(MAX_EVENT_BYTES);
  if (QUARANTINE_MAX_BYTES >= least) return;
  const message =
    `must be at least ${least} with MAX_EVENT_BYTES as it is, so that a chunk of nothing but bad items fits; ` +
    'raise it, or lower MAX_EVENT_BYTES';
  context.addIssue({ code: 'custom', path: ['QUARANTINE_MAX_BYTES'], message, input: undefined });
});

export type Settings = z.output<typeof settingsSchema>;

/** The collector's settings; throws one error that lists every fault. */
export function collectorSettings(env: Record<string, string | undefined>): Settings {
  return readSettings(settingsSchema, env);
}

/** What a chunk takes in quarantine when all of it is bad. Under a lower limit it would be refused for ever. */
function mostBytesOfChunk(maxEventBytes: number): number {
  return quarantineRoomOf(CHUNK_LIMITS.maxItems, CHUNK_LIMITS.maxBytes + maxEventBytes);
}
