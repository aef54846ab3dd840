import { writeFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeSigningKey, type Manifest, signerOf, verifyBundle } from '@trailkeeper/bundle';
import type { ScheduleDefinition, SlotChanges } from '@trailkeeper/contract';
import { execute, openDataSource, query } from '@trailkeeper/database';
import { DataSource } from 'typeorm';
import { aDefinition } from '../../test/a-definition.js';
import { endedRun, postReport, startReporterOnTrail } from '../../test/reporter-app.js';
import { anEvent, insertEvents } from '../../test/sent-event.js';
import { insertSchedule, insertSlot } from '../../test/sent-slot.js';
import { readHorizon } from '../search/listing/horizon.js';
import { type BundledSlot, makeBundle, ReportGoneError } from './make-bundle.js';
import { maybeBundle, readBundle } from './read-bundle.js';
import { countEventsSince } from './slot-events.js';

let trail: Awaited<ReturnType<typeof startReporterOnTrail>>;
let reporter: DataSource;
let folder: string;
const key = makeSigningKey();
const signer = signerOf(key.privateKey);

beforeAll(async () => {
  trail = await startReporterOnTrail();
  reporter = trail.app.get(DataSource);
  folder = await mkdtemp(join(tmpdir(), 'trailkeeper-bundle-'));
  const sealed = Buffer.from('not needed here');
  await execute(trail.owner, INSERT_KEY, [key.id, key.publicKey, sealed]);
  await insertEvents(trail.owner, [
    anEvent({ body: '{"id":"1","ü":"\\u0000"}' }),
    anEvent({ action: 'kms.secrets.delete', occurredAt: new Date('2026-09-20T00:00:00Z') }),
    anEvent({ action: 'codeengine.project.create' }),
    anEvent({ occurredAt: new Date('2026-10-01T00:00:00Z') }),
  ]);
});
afterAll(async () => {
  await trail?.stop();
  await rm(folder, { recursive: true, force: true });
});

let slots = 0;

/** A slot of September of Key Protect whose reports are made. */
async function readySlot(
  changes: Partial<ScheduleDefinition> = {},
  name = `Keys ${(slots += 1)}`,
): Promise<BundledSlot> {
  const definition = aDefinition({
    ...{
      reports: ['event-coverage', 'deletions'],
      services: ['key-protect'],
      includeEvents: true,
      owner: 'Mira Okafor',
    },
    ...changes,
  });
  const [dueAt, from, to] = ['2026-10-01T06:00:00Z', '2026-09-01T00:00:00Z', '2026-10-01T00:00:00Z'];
  const scheduleId = await insertSchedule(trail.owner, definition, name);
  const id = await insertSlot(trail.owner, scheduleId, { dueAt, from, to });
  const horizon = await readHorizon(trail.owner);
  const runIds: string[] = [];
  for (const kind of definition.reports) {
    const asked = { kind, service: definition.services[0], from, to, formats: definition.formats };
    const run = (await postReport(trail.app, asked)).json<{ id: string }>();
    await endedRun(trail.app, run.id);
    runIds.push(run.id);
  }
  await execute(trail.owner, BEGIN, [id, JSON.stringify(horizon)]);
  await execute(trail.owner, INSERT_REPORTS, [id, runIds]);
  const moments = { dueAt: new Date(dueAt), from: new Date(from), to: new Date(to) };
  return { id, scheduleId, name, definition, ...moments, runIds, horizon, restates: null };
}

const context = (finish: () => Promise<void> = async () => undefined) => ({
  dataSource: reporter,
  signer,
  organisation: 'Example Bank AG',
  signal: new AbortController().signal,
  finish,
});

async function storedFile(slotId: string): Promise<string> {
  const bundle = await maybeBundle(reporter, slotId);
  const pieces: Buffer[] = [];
  for await (const piece of readBundle(reporter, bundle!)) pieces.push(piece);
  const path = join(folder, bundle!.name);
  await writeFile(path, Buffer.concat(pieces));
  return path;
}

async function manifestOf(slotId: string): Promise<Manifest> {
  const [row] = await query<{ manifest: Manifest }>(reporter, 'select manifest from export_bundle where slot_id = $1', [
    slotId,
  ]);
  return row!.manifest;
}

describe('a bundle', () => {
  it('holds the reports and the events of its slot, and verifies', async () => {
    const slot = await readySlot({}, 'Keys monthly');
    await makeBundle(slot, context());
    const verdict = await verifyBundle(await storedFile(slot.id), {
      keys: [{ publicKey: key.publicKey, retiredAt: null }],
    });
    expect(verdict).toMatchObject({ isIntact: true });

    const { files, ...facts } = await manifestOf(slot.id);
    expect(facts).toMatchObject({
      organisation: 'Example Bank AG',
      schedule: { name: 'Keys monthly', owner: 'Mira Okafor' },
      period: { words: 'September 2026' },
      isEmpty: false,
      signedWith: { keyId: key.id },
    });
    expect(files.map(({ name, rows }) => [name.replace(/run-\w+/, 'run'), rows])).toEqual([
      ['README.txt', null],
      ['reports/event-coverage_key-protect_2026-09_run.csv', expect.any(Number)],
      ['reports/deletions_key-protect_2026-09_run.csv', 1],
      ['events/events_2026-09.jsonl', 2],
    ]);
  });

  it('is empty when there was nothing to report, and holds it all the same', async () => {
    const slot = await readySlot({ services: ['watsonx'], reports: ['event-coverage', 'failures'] });
    await makeBundle(slot, context());
    expect(await maybeBundle(reporter, slot.id)).toMatchObject({ isEmpty: true });
    const { isEmpty, hasEvents, files } = await manifestOf(slot.id);
    expect([isEmpty, hasEvents, files.length, files.at(-1)?.rows]).toEqual([true, false, 4, 0]);
  });

  it('is empty also when there were events, and none of what its reports are about', async () => {
    const slot = await readySlot({ reports: ['failures'] });
    await makeBundle(slot, context());
    const { isEmpty, hasEvents, files } = await manifestOf(slot.id);
    expect([isEmpty, hasEvents, files.at(-1)?.rows]).toEqual([true, true, 2]);
    expect(await verifyBundle(await storedFile(slot.id), {})).toMatchObject({ isIntact: true });
  });

  it('takes two connections, however many others wait for one', async () => {
    const small = await openDataSource({ url: trail.database.reporterUrl, applicationName: 'small', poolSize: 2 });
    const slot = await readySlot();
    await makeBundle(slot, { ...context(), dataSource: small }).finally(() => small.destroy());
    expect(await maybeBundle(reporter, slot.id)).toBeDefined();
  });

  it('is not there unless its slot came to the next step with it', async () => {
    const slot = await readySlot();
    const isLost = makeBundle(
      slot,
      context(() => Promise.reject(new Error('taken over'))),
    );
    await expect(isLost).rejects.toThrow('taken over');
    expect(await maybeBundle(reporter, slot.id)).toBeUndefined();
    const [left] = await query(
      trail.owner,
      'select from export_bundle_chunk chunk where not exists (select from export_bundle where id = chunk.bundle_id)',
    );
    expect(left).toBeUndefined();
  });

  it('is not made of reports that were deleted', async () => {
    const slot = await readySlot();
    await execute(trail.owner, 'delete from report_document where run_id = $1', [slot.runIds[0]]);
    await expect(makeBundle(slot, context())).rejects.toThrow(ReportGoneError);
  });

  it('has just the events that its slot began with; those that came later are counted', async () => {
    const slot = await readySlot();
    await insertEvents(trail.owner, [
      anEvent({ occurredAt: new Date('2026-09-21T00:00:00Z'), action: 'kms.secrets.delete', arrivedAt: new Date() }),
      anEvent({ action: 'codeengine.project.delete', arrivedAt: new Date() }),
      anEvent({ occurredAt: new Date('2026-10-02T00:00:00Z'), arrivedAt: new Date() }),
    ]);
    await makeBundle(slot, context());
    expect((await manifestOf(slot.id)).files.at(-1)?.rows).toBe(2);
    expect(await countEventsSince(reporter, slot, slot.horizon)).toBe(1);

    const again = await readySlot();
    await makeBundle({ ...again, restates: { slotId: slot.id, reason: 'Events came late.' } }, context());
    const { files, restates } = await manifestOf(again.id);
    const original = await maybeBundle(reporter, slot.id);
    expect(restates).toEqual({
      slotId: slot.id,
      reason: 'Events came late.',
      bundle: { name: original!.name, sha256: original!.sha256 },
    });
    expect(files.slice(-3).map(({ name, rows }) => [name, rows])).toEqual([
      ['changes/changes.json', null],
      ['changes/arrived-since.jsonl', 1],
      ['events/events_2026-09.jsonl', 3],
    ]);
    const [row] = await query<{ changes: SlotChanges }>(
      reporter,
      'select changes from export_bundle where slot_id = $1',
      [again.id],
    );
    expect(row!.changes).toMatchObject({
      arrivedSince: 1,
      reports: [
        { kind: 'event-coverage', events: { before: 2, after: 3 } },
        { kind: 'deletions', rows: { before: 1, after: 2 }, figures: expect.arrayContaining([expect.anything()]) },
      ],
    });
    expect(await verifyBundle(await storedFile(again.id), {})).toMatchObject({ isIntact: true });
  });
});

const INSERT_KEY = `
insert into signing_key (id, public_key, sealed_private_key, created_by) values ($1, $2, $3, 'test')
`;

// the worker that runs in the test's reporter must not take it
const BEGIN = `
update schedule_slot
set horizon = $2, status = 'running', step = 'bundling', leased_until = '2100-01-01Z'
where schedule_slot.id = $1
`;

const INSERT_REPORTS = `
insert into slot_report (slot_id, run_id, fence) select $1, run.id, 1 from unnest($2::uuid[]) as run (id)
`;
