import { createHash } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { execute, migrate, openDataSource, provisionAppRoles, query } from '@trailkeeper/database';
import { type EmbeddedPostgres, removeEmbeddedPostgres, startEmbeddedPostgres } from '@trailkeeper/database/embedded';
import { holding } from '@trailkeeper/database/testing';
import type { DataSource } from 'typeorm';
import { HOLD_FORMATS, holdFormat } from './held-formats.js';
import { type ReporterProcess, startReporterProcess, untilWaiting } from './reporter-process.js';
import { END_LEASES, INSERT_SCHEDULE, insertSlot, slotFacts } from './small-slot.js';
import { until } from './until.js';

const folder = (name: string) => realpathSync(mkdtempSync(join(tmpdir(), `trailkeeper-away-${name}-`)));
const [dataDir, deliveryDirectory] = [folder('data'), folder('exports')];
let server: EmbeddedPostgres;
let owner: DataSource;
let reporter: ReporterProcess;

beforeAll(async () => {
  chmodSync(dataDir, 0o711);
  server = await startEmbeddedPostgres({ dataDir, isThrowaway: true });
  await migrate(server.url);
  const { reporterUrl } = await provisionAppRoles(server.url);
  owner = await openDataSource({ url: server.url, applicationName: 'test', poolSize: 3 });
  for (const statement of [...INSERT_SCHEDULE, ...HOLD_FORMATS, ...HOLD_RECORDING]) await execute(owner, statement);
  reporter = await startReporterProcess(reporterUrl, { deliveryDirectory });
});
afterAll(async () => {
  await reporter?.app.stop({ isImmediate: true });
  await owner?.destroy();
  await server?.stop({ isImmediate: true });
  await removeEmbeddedPostgres(dataDir);
  rmSync(deliveryDirectory, { recursive: true });
});

it('PostgreSQL that goes away while a slot is reporting, bundling and delivering has it delivered late, and once', async () => {
  const [first, ...others] = STEPS;
  await holding(owner, first.block);
  const id = await insertSlot(owner);
  await untilWaiting(owner, first.waitsIn);
  for (const { block, waitsIn } of others) {
    await goAway();
    // Nobody has a lease to go on by as yet: the next step can be held in peace.
    await holding(owner, block);
    await endLeases();
    await untilWaiting(owner, waitsIn);
  }
  const inFolder = () => readdirSync(join(deliveryDirectory, 'auditor'));
  const [name] = inFolder();
  await goAway();
  await until('the slot has ended', async () => (await slotFacts(owner, id)).step === 'ended');

  expect(await slotFacts(owner, id)).toEqual({
    ...{ step: 'ended', fence: 3, failure: null, runs: 1, doneRuns: 1, documents: 1, files: 2 },
    ...{ bundles: 1, chunks: 1, deliveries: 1 },
  });
  // One row for each receipt: the one try was not repeated.
  const receipts = await query<{ sha256: string }>(owner, FIND_RECEIPTS, [id]);
  expect(receipts).toMatchObject([{ name, status: 'delivered-empty', outcome: 'delivered', isPossiblyTwice: false }]);
  expect(inFolder()).toEqual([name]);
  const bytes = readFileSync(join(deliveryDirectory, 'auditor', name!));
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(receipts[0]?.sha256);
});

/** Ends the server in the middle of it all, until the reporter says that it is away; then it is there again. */
async function goAway(): Promise<void> {
  const { port } = server;
  await server.stop({ isImmediate: true });
  const ready = `${reporter.reporterUrl}/health/ready`;
  await until('the reporter is not ready', async () => (await fetch(ready)).status === 503);
  server = await startEmbeddedPostgres({ dataDir, port, isThrowaway: true });
  await until('the reporter is ready', async () => (await fetch(ready)).status === 200);
  await until('the owner is connected', async () => (await query(owner, 'select 1')).length === 1);
}

async function endLeases(): Promise<void> {
  for (const statement of END_LEASES) await execute(owner, statement);
}

const STEPS = [
  { block: holdFormat('csv'), waitsIn: 'copy report_file_chunk' },
  { block: 'lock table export_bundle_chunk in share mode', waitsIn: 'copy export_bundle_chunk' },
  { block: 'select pg_advisory_xact_lock(1)', waitsIn: 'update delivery_receipt' },
] as const;

/** Lets the recording of a delivery's end wait for whoever holds 1. */
const HOLD_RECORDING = [
  `create function wait_for_recording() returns trigger language plpgsql as $$
   begin
     perform pg_advisory_xact_lock(1);
     return new;
   end $$`,
  `create trigger wait_for_recording before update on delivery_receipt
   for each row execute function wait_for_recording()`,
];

const FIND_RECEIPTS = `
select bundle.name, bundle.sha256, slot.status, receipt.outcome, delivery.is_possibly_twice as "isPossiblyTwice"
from schedule_slot slot
join export_bundle bundle on bundle.slot_id = slot.id
join slot_delivery delivery on delivery.slot_id = slot.id
join delivery_receipt receipt on receipt.delivery_id = delivery.id
where slot.id = $1
`;
