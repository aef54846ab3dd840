import { type BundleEntry, bundleReadme, type ManifestFacts } from '@trailkeeper/bundle';
import type { SlotChanges } from '@trailkeeper/contract';
import { query } from '@trailkeeper/database';
import type { QueryRunner } from 'typeorm';
import { periodSlug } from '../reports/period/period-words.js';
import { cutChunks } from '../runs/copy-chunks.js';
import type { BundledFile, BundledReport } from './bundled-reports.js';
import type { Original } from './find-original.js';
import { type BundleContext, type BundledSlot, ReportGoneError } from './make-bundle.js';
import { linesOfSlot, linesSince } from './slot-events.js';

interface Bundled {
  readonly slot: BundledSlot;
  readonly context: BundleContext;
  /** A snapshot, prepared for reading. */
  readonly reading: QueryRunner;
  readonly reports: readonly BundledReport[];
  readonly facts: ManifestFacts;
  readonly original: Original | null;
  readonly changes: SlotChanges | null;
}

/** The files of a bundle, each read as it is written: what to read first, the reports, what changed, the events. */
export function* bundleEntries(bundled: Bundled): Generator<BundleEntry> {
  yield readme(bundled);
  for (const report of bundled.reports) {
    for (const file of report.files) {
      if (bundled.slot.definition.formats.includes(file.format)) yield reportEntry(bundled, report, file);
    }
  }
  if (bundled.original !== null && bundled.changes !== null) {
    yield* changesEntries(bundled, bundled.original, bundled.changes);
  }
  if (bundled.slot.definition.includeEvents) yield eventsEntry(bundled);
}

function readme({ context, facts }: Bundled): BundleEntry {
  const text = bundleReadme({ ...facts, publicKey: context.signer.publicKey });
  return { name: 'README.txt', kind: 'readme', dataAsOf: null, report: null, content: [Buffer.from(text)] };
}

function reportEntry(bundled: Bundled, report: BundledReport, file: BundledFile): BundleEntry {
  const { runId, kind, service, catalogVersion, facts } = report;
  return {
    name: `reports/${file.name}`,
    kind: `report-${file.format}`,
    dataAsOf: facts?.dataAsOf ?? null,
    report: { runId, kind, service, catalogVersion },
    content: readReportFile(bundled, file),
  };
}

function readReportFile({ reading, context }: Bundled, { id, name, bytes }: BundledFile): AsyncIterable<Buffer> {
  return cutChunks(
    async (seq) => {
      context.signal.throwIfAborted();
      const [row] = await query<{ content: Buffer }>(reading, GET_CHUNK, [id, seq]);
      if (row === undefined) throw new ReportGoneError(`the report file ${name} was deleted while it was bundled`);
      return row.content;
    },
    { first: 0, last: bytes - 1 },
  );
}

function* changesEntries({ slot, reading }: Bundled, original: Original, changes: SlotChanges): Generator<BundleEntry> {
  const common = { kind: 'changes', dataAsOf: slot.horizon.at, report: null } as const;
  yield { ...common, name: 'changes/changes.json', content: [Buffer.from(`${JSON.stringify(changes, null, 2)}\n`)] };
  const spans = { earlier: original.horizon, own: slot.horizon };
  yield { ...common, name: 'changes/arrived-since.jsonl', content: linesSince(reading, slot, spans) };
}

function eventsEntry({ slot, reading }: Bundled): BundleEntry {
  const { from, to, definition, horizon } = slot;
  return {
    name: `events/events_${periodSlug({ from, to, timeZone: definition.timeZone })}.jsonl`,
    kind: 'events',
    dataAsOf: horizon.at,
    report: null,
    content: linesOfSlot(reading, slot, horizon),
  };
}

const GET_CHUNK = `
select chunk.content
from report_file_chunk chunk
where chunk.file_id = $1 and chunk.seq = $2
`;
