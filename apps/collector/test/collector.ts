import { gzipSync } from 'node:zlib';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { IngestAnswer } from '@trailkeeper/contract';
import { openDataSource, query } from '@trailkeeper/database';
import { createTestDatabase } from '@trailkeeper/database/testing';
import { type CapturedLog, captureLog, type Problem } from '@trailkeeper/http';
import type { DataSource } from 'typeorm';
import { collectorSettings } from '../src/config.js';
import { createCollector } from '../src/create-collector.js';

export const INGEST_KEY = 'an-ingest-key-of-the-tests';

/** Collectors on one database of their own, and the owner's eye on what they store. */
export interface TestSystem {
  collectors: NestFastifyApplication[];
  log: CapturedLog;
  owner: DataSource;
  collectorUrl: string;
  rows<Row>(sql: string): Promise<Row[]>;
  /** What must hold at any time: the tally of the batches, the rows and the counts agree. */
  accounts(): Promise<Accounts>;
  stop(): Promise<void>;
}

export interface Accounts {
  received: number;
  stored: number;
  duplicates: number;
  quarantined: number;
  events: number;
  counted: number;
  quarantineRows: number;
}

export async function startSystem(env: Record<string, string> = {}, collectors = 1): Promise<TestSystem> {
  const database = await createTestDatabase();
  const owner = await openDataSource({ url: database.ownerUrl, applicationName: 'test-owner' });
  const log = captureLog();
  const settings = collectorSettings({ DATABASE_URL: database.collectorUrl, INGEST_KEY, ...env });
  const apps = await Promise.all(
    Array.from({ length: collectors }, () => createCollector(settings, { destination: log.destination })),
  );
  return {
    collectors: apps,
    log,
    owner,
    collectorUrl: database.collectorUrl,
    rows: (sql) => query(owner, sql),
    accounts: async () => (await query<Accounts>(owner, ACCOUNTS))[0] as Accounts,
    stop: async () => {
      await Promise.all(apps.map((app) => app.close()));
      await owner.destroy();
      await database.drop();
    },
  };
}

export interface Answer {
  status: number;
  headers: Record<string, unknown>;
  body: IngestAnswer & Problem;
}

/** Posts a body to the collector, as `curl --data-binary` would unless headers say otherwise. */
export async function post(
  app: NestFastifyApplication | undefined,
  payload: string | Buffer,
  headers: Record<string, string> = {},
): Promise<Answer> {
  if (!app) throw new Error('There is no such collector');
  const answer = await app.inject({
    method: 'POST',
    url: '/v1/events',
    payload,
    headers: {
      authorization: `Bearer ${INGEST_KEY}`,
      'content-type': 'application/x-www-form-urlencoded',
      ...headers,
    },
  });
  return { status: answer.statusCode, headers: answer.headers, body: answer.json() };
}

export function gzipped(payload: string | Buffer): Buffer {
  return gzipSync(payload);
}

const ACCOUNTS = `
select
  coalesce(sum(batch.received), 0)::int as "received",
  coalesce(sum(batch.stored), 0)::int as "stored",
  coalesce(sum(batch.duplicates), 0)::int as "duplicates",
  coalesce(sum(batch.quarantined), 0)::int as "quarantined",
  (select count(*)::int from audit_event) as "events",
  (select coalesce(sum(activity.events), 0)::int from activity) as "counted",
  (select count(*)::int from quarantine) as "quarantineRows"
from ingest_batch batch
`;
