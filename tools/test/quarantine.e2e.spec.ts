import { chmodSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CreatedIngestKey, IngestAnswer, QuarantinedItem, QuarantineSummary } from '@trailkeeper/contract';
import { openDataSource, query } from '@trailkeeper/database';
import { createTestDatabase } from '@trailkeeper/database/testing';
import { startSystem } from '../src/system/start-system.js';
import type { RunningSystem } from '../src/system/system.js';

/** Both built apps as `npm start` runs them: what one puts aside is decided on in the other, and replayed by the first. */
describe('the quarantine of a running system', () => {
  const dataDir = realpathSync(mkdtempSync(join(tmpdir(), 'trailkeeper-quarantine-')));
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  let system: RunningSystem;

  beforeAll(async () => {
    chmodSync(dataDir, 0o711);
    database = await createTestDatabase();
    const environment = { ...process.env, LOG_LEVEL: 'error', QUARANTINE_MAX_BYTES: '6MiB' };
    system = await startSystem({
      dataDir,
      databaseUrl: database.ownerUrl,
      collectorPort: 0,
      reporterPort: 0,
      environment,
    });
  });
  afterAll(async () => {
    await system?.stop();
    await database?.drop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const ask = async <Answer>(path: string, body?: object): Promise<Answer> => {
    const answer = await fetch(`${system.reporterUrl}/v1/${path}`, {
      headers: { authorization: `Bearer ${system.adminToken}`, 'content-type': 'application/json' },
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    });
    expect(answer.ok).toBe(true);
    return (await answer.json()) as Answer;
  };
  const send = (body: string, key = system.ingestKey) =>
    fetch(`${system.collectorUrl}/v1/events`, { method: 'POST', body, headers: { authorization: `Bearer ${key}` } });
  const itemOf = async (code: string) =>
    (await ask<{ items: QuarantinedItem[] }>(`quarantine?code=${code}`)).items[0] as QuarantinedItem;

  /** The item once its replay is over. */
  async function replayed(id: string): Promise<QuarantinedItem> {
    for (let tries = 0; tries < 200; tries += 1) {
      const item = await ask<QuarantinedItem>(`quarantine/${id}`);
      if (item.state !== 'replay-requested') return item;
      await sleep(50);
    }
    throw new Error(`The replay of item ${id} has not come within 10 s`);
  }

  it('gives back as events what was out of scope and what was too early, and keeps the tally', async () => {
    const key = await ask<CreatedIngestKey>('keys', { name: 'shipper', services: ['codeengine'] });
    const outside = eventAt('2026-09-15T10:00:00Z');
    const early = eventAt(new Date(Date.now() + 24 * 3_600_000 + 1_500).toISOString());
    const answers = [await send(outside, key.secret), await send(early), await send('{"a":1}')];
    const tallies = (await Promise.all(answers.map((one) => one.json()))) as IngestAnswer[];
    expect(tallies.map(({ problems }) => problems[0]?.code)).toEqual([
      'out_of_scope',
      'event_time_out_of_range',
      'no_action',
    ]);

    const admitted = await itemOf('out_of_scope');
    await ask(`quarantine/${admitted.id}/replay`, { reason: 'The shipper was moved; SEC-12.' });
    expect(await replayed(admitted.id)).toMatchObject({ state: 'replayed', result: 'stored', keyName: 'shipper' });

    await sleep(1_600);
    const ripe = await itemOf('event_time_out_of_range');
    expect(await ask('quarantine/replay', { reason: 'Its time has come.' })).toEqual({ requested: 2 });
    expect(await replayed(ripe.id)).toMatchObject({ state: 'replayed', result: 'stored' });
    const still = await replayed((await itemOf('no_action')).id);
    expect(still).toMatchObject({ state: 'open', result: 'refused', tries: 1 });
    expect(await (await send(outside)).json()).toMatchObject({ duplicates: 1 });

    const owner = await openDataSource({ url: database.ownerUrl, applicationName: 'test', poolSize: 1 });
    const [tally] = await query(owner, TALLY);
    await owner.destroy();
    expect(tally).toEqual({ received: 4, stored: 2, duplicates: 1, quarantined: 1, events: 2, counted: 2 });
  });

  it('fills up, and has room again after a discard', async () => {
    const sizes = Array.from({ length: 6 }, () => 1_000_000);
    expect((await send(sizes.map((size) => bad(size)).join('\n'))).status).toBe(200);
    const full = await send(bad(300_000));
    expect([full.status, await full.json()]).toEqual([503, expect.objectContaining({ code: 'quarantine_full' })]);
    const { bytes, limitBytes } = await ask<QuarantineSummary>('quarantine/summary');
    expect([bytes, limitBytes]).toEqual([6 * 1_000_512 + 519, 6 * 1024 ** 2]);

    expect(await ask('quarantine/discard', { code: 'no_action', reason: 'Heartbeats.' })).toEqual({ discarded: 7 });
    await sleep(1_100);
    expect((await send(bad(300_000))).status).toBe(200);
  });
});

function bad(bytes: number): string {
  return JSON.stringify({ a: 'x'.repeat(bytes - 8) });
}

function eventAt(eventTime: string): string {
  return JSON.stringify({ eventTime, action: 'kms.secrets.create', outcome: 'success', initiator: { id: 'IBMid-1' } });
}

const TALLY = `
select sum(batch.received)::int as received, sum(batch.stored)::int as stored, sum(batch.duplicates)::int as duplicates,
       sum(batch.quarantined)::int as quarantined, (select count(*)::int from audit_event) as events,
       (select sum(activity.events)::int from activity) as counted
from ingest_batch batch
`;
