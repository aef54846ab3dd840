import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { ingestAnswerSchema } from '@trailkeeper/contract';
import { openDataSource, query } from '@trailkeeper/database';
import {
  createTestDatabase,
  type TestDatabase,
  hasDebianPackages,
  NEEDS_DEBIAN,
  unpackDebianPackages,
} from '@trailkeeper/database/testing';
import type { DataSource } from 'typeorm';
import { choosePort, urlOf } from '../src/system/address.js';
import type { App } from '../src/system/fork-app.js';
import { HOST, INGEST_KEY, startCollectorAt } from './start-collector.js';

let database: TestDatabase;
let owner: DataSource;
let collector: App | undefined;
let collectorUrl: string;

beforeAll(async () => {
  database = await createTestDatabase();
  owner = await openDataSource({ url: database.ownerUrl, applicationName: 'test', poolSize: 1 });
  const port = await choosePort(HOST, 0, 'COLLECTOR_PORT');
  collectorUrl = urlOf(HOST, port);
  await startCollectorAt({ port, databaseUrl: database.collectorUrl }, (app) => (collector = app));
});
afterAll(async () => {
  await collector?.stop({ isImmediate: true });
  await owner?.destroy();
  await database?.drop();
});

const itOnDebian = hasDebianPackages ? it : it.skip;

itOnDebian(
  `events made by OpenStack's own pycadf are stored as it said them${NEEDS_DEBIAN}`,
  async () => {
    const made = await makeEvents();
    const lines = made.flatMap(({ bare, wrapped }) => [JSON.stringify(bare), JSON.stringify(wrapped)]);
    expect(await post(lines)).toEqual({ ...NONE, received: lines.length, stored: lines.length });

    const expected = made.flatMap(({ said }) => [said, said]).sort(byTarget);
    expect(await query(owner, FIND_EVENTS)).toEqual(expected);

    // As oslo.messaging's log driver writes them.
    const ofLog = lines.map((line) => `2026-01-01 00:00:00.000 7 INFO oslo.messaging.notification.audit [-] ${line}`);
    expect(await post(ofLog)).toEqual({ ...NONE, received: lines.length, duplicates: lines.length });
  },
  // Most of it for a slow mirror.
  300_000,
);

const NONE = { received: 0, stored: 0, duplicates: 0, quarantined: 0, problems: [] };

/** What an event was made to say, by the names of our columns, the event, and another one in its envelope. */
interface Made {
  said: { targetId: string };
  bare: unknown;
  wrapped: unknown;
}

async function makeEvents(): Promise<Made[]> {
  const packages = await unpackDebianPackages('python3-pycadf');
  const script = join(import.meta.dirname, 'pycadf', 'make-events.py');
  const options = { env: packages.env, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 } as const;
  const output = execFileSync(packages.fileOf('usr/bin/python3'), [script], options);
  return output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Made);
}

async function post(lines: string[]) {
  const headers = { authorization: `Bearer ${INGEST_KEY}` };
  const answer = await fetch(`${collectorUrl}/v1/events`, { method: 'POST', headers, body: lines.join('\n') });
  expect(answer.status).toBe(200);
  return ingestAnswerSchema.parse(await answer.json());
}

function byTarget(one: { targetId: string }, other: { targetId: string }): number {
  return one.targetId < other.targetId ? -1 : one.targetId > other.targetId ? 1 : 0;
}

const FIND_EVENTS = `
select event.action, event.outcome,
       to_char(event.occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "time",
       event.severity,
       event.initiator_id as "initiatorId", event.initiator_name as "initiatorName",
       event.initiator_address as "initiatorAddress",
       event.target_id as "targetId", event.target_name as "targetName", event.target_type as "targetType",
       event.correlation_id as "correlationId", event.reason_code as "reasonCode", event.reason_text as "reasonText"
from audit_event event
order by event.target_id collate "C", event.content_hash
`;
