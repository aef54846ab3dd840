import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Cell, ReportDocument } from '@trailkeeper/contract';
import { query, withSnapshot } from '@trailkeeper/database';
import fc from 'fast-check';
import type { DataSource } from 'typeorm';
import { writeCsv } from '../src/render/csv/write-csv.js';
import { DELETION_COLUMNS } from '../src/reports/deletions/deletions-csv.js';
import { deletions } from '../src/reports/deletions/deletions.js';
import { previousPeriod } from '../src/reports/period/calendar-span.js';
import type { BuiltReport, CsvCell, ReportRequest } from '../src/reports/report-kind.js';
import { ACTIONS, type ExpectedDeletions, expectedDeletions } from './deletions-oracle.js';
import type { DetailedEvent } from './sent-details.js';
import { anEvent, insertEvents } from './sent-event.js';
import { openTestTrail, readingOf, rowsOf } from './test-trail.js';

let owner: DataSource;
let reporter: DataSource;
let stop: (() => Promise<void>) | undefined;

beforeAll(async () => {
  ({ owner, reporter, stop } = await openTestTrail());
});
afterAll(() => stop?.());

describe('deletions', () => {
  it('says of any events, in any zone and any odd period, what looking at each event says', async () => {
    await fc.assert(
      fc.asyncProperty(aTrail(), fc.nat(40), async ({ events, request }, folded) => {
        await query(owner, EMPTY_TRAIL);
        await insertEvents(owner, events);
        if (folded > 0) await query(reporter, 'select fold_activity($1)', [folded]);
        const said = await report(request, async ({ content, csv }) => ({
          ...saidIn(content),
          rows: (await rowsOf(csv)).map(rowText),
        }));
        expect(said).toEqual(expectedDeletions(events, request, previousPeriod(request)));
      }),
      { numRuns: Number(process.env['DELETIONS_RUNS'] ?? 60), endOnFailure: true },
    );
  }, 300_000);

  it('streams 20,000 rows into the CSV in the order of time, while the document holds 1,000 a section', async () => {
    const count = 20_000;
    await query(owner, EMPTY_TRAIL);
    const events = Array.from({ length: count }, (_, index) => ({
      ...anEvent({ action: 'kms.secrets.delete', occurredAt: new Date(BASE + index * 60_000) }),
      arrivedAt: new Date(BASE),
      initiatorId: `IBMid-${index % 3}`,
      targetName: `key, "${index}"`,
    }));
    await insertEvents(owner, events);
    const request = { from: new Date(BASE), to: new Date(BASE + 40 * 24 * HOUR), ...EVERYTHING };
    const { table, lines } = await report(request, async ({ content, csv }) => {
      const chunks: Buffer[] = [];
      for await (const chunk of writeCsv(csv.columns, csv.rows)) chunks.push(chunk);
      const deleted = content.sections.find(({ id }) => id === 'deleted');
      return { table: deleted?.table, lines: Buffer.concat(chunks).toString('utf8').split('\r\n') };
    });
    expect(table).toMatchObject({ totalRows: count });
    expect(table?.rows).toHaveLength(1_000);
    expect(lines).toHaveLength(count + 2); // the header, and nothing after the last end of line
    const numbers = lines.slice(1, -1).map((line) => Number(/"key, ""(\d+)"""/.exec(line)?.[1]));
    expect(numbers).toEqual(events.map((_, index) => index));
  }, 120_000);
});

const EMPTY_TRAIL = 'truncate audit_event, ingest_batch, activity_delta, activity_count';

/** Makes a report and looks at it while its snapshot is open. */
async function report<Seen>(request: ReportRequest, look: (built: BuiltReport) => Promise<Seen>): Promise<Seen> {
  return withSnapshot(reporter, async (runner) =>
    look(
      await deletions.build({
        ...readingOf(runner),
        request,
        dataAsOf: new Date('2027-01-01T00:00:00Z'),
        arrivals: { received: 0, stored: 0, duplicates: 0, quarantined: 0 },
        progress: () => undefined,
      }),
    ),
  );
}

/** The document's own words and rows, put like the oracle's. */
function saidIn({ tally, figures, chart, sections }: BuiltReport['content']): Omit<ExpectedDeletions, 'rows'> {
  return {
    counted: tally.counted,
    figures: figures.map(({ value }) => value ?? Number.NaN),
    previous: figures.map(({ previous }) => previous),
    days: daysOf(chart),
    initiators: cellsOf(sections, 'initiators')
      .map(([, ...cells]) => cells.join(' '))
      .sort(),
    bursts: cellsOf(sections, 'bursts').map(([number, , ...cells]) => [number, ...cells].join(' ')),
  };
}

function daysOf(chart: ReportDocument['chart']): string[] {
  if (chart?.kind !== 'stacked-columns' || chart.per !== 'day') throw new Error('no chart of days');
  return chart.columns
    .filter(({ values }) => values.some((value) => value > 0))
    .map(({ label, values }) => [label, ...values].join(' '));
}

function cellsOf(sections: BuiltReport['content']['sections'], wanted: string): Cell[][] {
  return (sections.find(({ id }) => id === wanted)?.table?.rows ?? []).map(({ cells }) => cells);
}

function rowText(cells: readonly CsvCell[]): string {
  const cell = (name: string) => cells[DELETION_COLUMNS.findIndex((column) => column.name === name)];
  return ['heading', 'inferred', 'burst', 'occurred_at', 'action', 'outcome', 'initiator_id'].map(cell).join(' ');
}

// Around the ends of summer time on Lord Howe (half an hour, 4 October 2026) and in St John's (1 November).
const BASE = Date.UTC(2026, 9, 1);
const HOUR = 3_600_000;

const EVERYTHING = { service: 'all', location: null, account: null, timeZone: 'UTC' };

/** Moments where mistakes live: on buckets, a millisecond beside them, on local midnights, and anywhere. */
function aMoment(days = 35): fc.Arbitrary<Date> {
  const beside = fc
    .tuple(fc.nat(days * 96), fc.constantFrom(-1, 0, 0, 1))
    .map(([count, by]) => BASE + count * 900_000 + by);
  const midnight = fc
    .tuple(fc.nat(days), fc.constantFrom(0, -5.5, -10.5, -11, 2.5, 3.5))
    .map(([day, by]) => BASE + day * 24 * HOUR + by * HOUR);
  const anywhere = fc.nat(days * 24 * HOUR).map((ms) => BASE + ms);
  return fc.oneof(beside, midnight, anywhere).map((at) => new Date(at));
}

/** A request and events, most of them near its two ends, some of them in bursts. */
function aTrail(): fc.Arbitrary<{ events: DetailedEvent[]; request: ReportRequest }> {
  return aRequest().chain((request) =>
    fc
      .tuple(fc.array(anySent(request), { maxLength: 50 }), fc.array(aRun(request), { maxLength: 4 }))
      .map(([events, runs]) => ({ request, events: distinct([...events, ...runs.flat()]) })),
  );
}

/** No two of one time: what stands first would be up to their hashes. */
function distinct(events: readonly DetailedEvent[]): DetailedEvent[] {
  return [...new Map(events.map((event) => [event.occurredAt.getTime(), event])).values()];
}

function nearEnds({ from, to }: ReportRequest): fc.Arbitrary<Date> {
  const around = (moment: Date, ms: number) =>
    fc.integer({ min: -ms, max: ms }).map((by) => new Date(moment.getTime() + by));
  return fc.oneof(around(from, 2), around(to, 2), around(from, HOUR / 2), around(to, HOUR / 2));
}

function anySent(request: ReportRequest): fc.Arbitrary<DetailedEvent> {
  return fc
    .record({
      occurredAt: fc.oneof(aMoment(), nearEnds(request), nearEnds(request)),
      delay: fc.oneof(fc.nat(2_000), fc.nat(10 * 24 * HOUR)),
      action: fc.constantFrom(...Object.keys(ACTIONS)),
      emitter: fc.constantFrom('kms', 'codeengine', 'storage', ''),
      outcome: fc.constantFrom('success', 'success', 'failure', 'pending', 'unknown'),
      location: fc.constantFrom('us-south', 'eu-de'),
      account: fc.constantFrom('a1', 'a2'),
      initiatorId: fc.constantFrom('anna', 'ben', 'cleo', null),
    })
    .map(({ delay, emitter, ...event }) => ({
      ...event,
      emitter: /^(delete\/|deleted\.|read\/)/.test(event.action) ? emitter : '',
      arrivedAt: new Date(event.occurredAt.getTime() + delay),
    }));
}

/** About ten deletions by one initiator, about 5 minutes long. */
function aRun(request: ReportRequest): fc.Arbitrary<DetailedEvent[]> {
  return fc
    .record({
      begin: fc.oneof(aMoment(), nearEnds(request)),
      count: fc.integer({ min: 8, max: 24 }),
      every: fc.constantFrom(1, 1_000, 30_000, 33_333, 33_334),
      action: fc.constantFrom('kms.secrets.delete', 'kms.secrets.delete', 'datacatalog.asset.purge', 'kms.vault.purge'),
      account: fc.constantFrom('a1', 'a2'),
      initiatorId: fc.constantFrom('anna', 'ben', null),
    })
    .map(({ begin, count, every, action, account, initiatorId }) =>
      Array.from({ length: count }, (_, index) => ({
        ...anEvent({ action, account, location: 'eu-de', occurredAt: new Date(begin.getTime() + index * every) }),
        initiatorId,
      })),
    );
}

function aRequest(): fc.Arbitrary<ReportRequest> {
  return fc
    .record({
      moments: fc.tuple(aMoment(), aMoment()).filter(([from, to]) => from.getTime() !== to.getTime()),
      service: fc.constantFrom('kms', 'key-protect', 'codeengine', 'datacatalog', 'watsonx', 'all', 'all'),
      timeZone: fc.constantFrom('UTC', 'Asia/Kolkata', 'Australia/Lord_Howe', 'America/St_Johns'),
      location: fc.constantFrom(null, null, 'eu-de'),
      account: fc.constantFrom(null, null, 'a2'),
    })
    .map(({ moments, ...rest }) => {
      const [from, to] = moments.sort((one, other) => one.getTime() - other.getTime()) as [Date, Date];
      return { ...rest, from, to };
    });
}
