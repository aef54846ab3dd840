import { randomUUID } from 'node:crypto';
import { type ManifestFacts, type Signer, writeBundle, type WrittenBundle } from '@trailkeeper/bundle';
import type { ScheduleDefinition, SlotChanges } from '@trailkeeper/contract';
import { execute, withSnapshot, withTransaction } from '@trailkeeper/database';
import type { DataSource, QueryRunner } from 'typeorm';
import { copyChunks } from '../runs/copy-chunks.js';
import type { Horizon } from '../search/listing/horizon.js';
import { bundleEntries } from './bundle-entries.js';
import { bundleName } from './bundle-name.js';
import { type BundledReport, findBundledReports, hasEvents, isEmptyReport } from './bundled-reports.js';
import { findOriginal, type Original } from './find-original.js';
import { manifestFacts } from './manifest-facts.js';
import { slotChanges } from './slot-changes.js';
import { countSince, prepareReading } from './slot-events.js';

/** A slot whose reports are all done, claimed to be bundled. */
export interface BundledSlot {
  readonly id: string;
  readonly scheduleId: string;
  /** Of the schedule, as it was when the slot was made. */
  readonly name: string;
  readonly dueAt: Date;
  readonly definition: ScheduleDefinition;
  readonly from: Date;
  readonly to: Date;
  /** What was committed when the slot began: the events of its bundle. */
  readonly horizon: Horizon;
  readonly restates: { readonly slotId: string; readonly reason: string } | null;
  /** Done runs, in the order of services and then reports. */
  readonly runIds: readonly string[];
}

export interface BundleContext {
  readonly dataSource: DataSource;
  readonly signer: Signer;
  readonly organisation: string | null;
  readonly signal: AbortSignal;
  /** In the transaction that stores the bundle: throws when the slot is somebody else's, else brings it to its next step. */
  readonly finish: (runner: QueryRunner) => Promise<void>;
}

/** The files of a report that a slot asked for are gone: somebody deleted them before they were bundled. */
export class ReportGoneError extends Error {
  override name = 'ReportGoneError';
}

/**
 * Makes the bundle of a slot from its reports and events, signs it and stores it, all or nothing, in memory that does not
 * follow its size, over two connections. Throws ReportGoneError, fails as the database does, and with what `finish` throws.
 */
export async function makeBundle(slot: BundledSlot, context: BundleContext): Promise<void> {
  const { dataSource } = context;
  const reports = await findWholeReports(slot, dataSource);
  const original = slot.restates === null ? null : await findOriginal(dataSource, slot.restates);
  await withSnapshot(dataSource, async (reading) => {
    await prepareReading(reading);
    const changes = original === null ? null : await findChanges(reading, slot, { reports, original });
    const facts = factsOf(slot, context, { reports, original });
    const making = writeBundle({
      entries: bundleEntries({ slot, context, reading, reports, facts, original, changes }),
      manifest: () => facts,
      signer: context.signer,
    });
    await withTransaction(dataSource, 'READ COMMITTED', async (writing) => {
      const id = randomUUID();
      await copyChunks(writing, { id, statement: COPY_CHUNKS, content: making.pieces, signal: context.signal });
      await insertBundle(writing, { id, slot, written: making.written(), changes });
      await context.finish(writing);
    });
  });
}

async function findWholeReports({ id, runIds }: BundledSlot, dataSource: DataSource): Promise<BundledReport[]> {
  const reports = await findBundledReports(dataSource, runIds);
  const whole = reports.filter(({ facts }) => facts !== null);
  if (whole.length === runIds.length) return whole;
  throw new ReportGoneError(
    `${runIds.length - whole.length} reports of slot ${id} were deleted before they were bundled`,
  );
}

async function findChanges(
  reading: QueryRunner,
  slot: BundledSlot,
  { reports, original }: { reports: readonly BundledReport[]; original: Original },
): Promise<SlotChanges> {
  const arrivedSince = await countSince(reading, slot, { earlier: original.horizon, own: slot.horizon });
  return slotChanges(original, { reports, arrivedSince });
}

function factsOf(
  slot: BundledSlot,
  { organisation }: BundleContext,
  { reports, original }: { reports: readonly BundledReport[]; original: Original | null },
): ManifestFacts {
  const found = { isEmpty: reports.every(isEmptyReport), hasEvents: reports.some(hasEvents) };
  return manifestFacts(slot, { organisation, original, ...found, madeAt: new Date() });
}

async function insertBundle(
  runner: QueryRunner,
  {
    id,
    slot,
    written,
    changes,
  }: { id: string; slot: BundledSlot; written: WrittenBundle; changes: SlotChanges | null },
): Promise<void> {
  const { manifest, manifestText, bytes, sha256 } = written;
  await execute(runner, INSERT_BUNDLE, [
    ...[id, slot.id, bundleName(slot), bytes, sha256, manifest.isEmpty, manifest.dataAsOf],
    ...[manifest.signedWith.keyId, manifestText, changes === null ? null : JSON.stringify(changes)],
  ]);
}

const COPY_CHUNKS = `
copy export_bundle_chunk (bundle_id, seq, content) from stdin (format binary)
`;

const INSERT_BUNDLE = `
insert into export_bundle
  (id, slot_id, name, bytes, sha256, is_empty, data_as_of, signing_key_id, manifest, changes)
values ($1, $2, $3, $4, $5, $6, $7::timestamptz, $8, $9::json, $10::json)
`;
