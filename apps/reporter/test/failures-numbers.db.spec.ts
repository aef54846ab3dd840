import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { effectiveOutcome } from '@trailkeeper/catalog';
import type { Cell, Section } from '@trailkeeper/contract';
import { query, withSnapshot } from '@trailkeeper/database';
import fc from 'fast-check';
import type { DataSource } from 'typeorm';
import { MAX_ROWS } from '../src/reports/max-rows.js';
import { failures } from '../src/reports/failures/failures.js';
import { FAILURE_COLUMNS } from '../src/reports/failures/failures-csv.js';
import { previousPeriod } from '../src/reports/period/calendar-span.js';
import type { BuiltReport, CsvCell, ReportRequest } from '../src/reports/report-kind.js';
import { type ExpectedFailures, expectedFailures } from './failures-oracle.js';
import type { DetailedEvent } from './sent-details.js';
import { insertEvents } from './sent-event.js';
import { openTestTrail, readingOf, rowsOf } from './test-trail.js';

let owner: DataSource;
let reporter: DataSource;
let stop: (() => Promise<void>) | undefined;

beforeAll(async () => {
  ({ owner, reporter, stop } = await openTestTrail());
});
afterAll(() => stop?.());

const EMPTY = 'truncate audit_event, ingest_batch, activity_delta, activity_count';

describe('failures', () => {
  it('says of any events, in any zone and any odd period, what looking at each event says', async () => {
    await fc.assert(
      fc.asyncProperty(aTrail(), fc.nat(40), async ({ events, request }, folded) => {
        await query(owner, EMPTY);
        await insertEvents(owner, events);
        if (folded > 0) await query(reporter, 'select fold_activity($1)', [folded]);
        const { content, rows } = await report(request);
        expect(said(content, rows)).toEqual(expectedFailures(events, request, previousPeriod(request)));
      }),
      { numRuns: Number(process.env['FAILURES_RUNS'] ?? 60), endOnFailure: true },
    );
  }, 300_000);

  it('holds the oldest rows of each section and counts all; the CSV has all', async () => {
    await query(owner, EMPTY);
    const events = Array.from({ length: 2 * MAX_ROWS + 10 }, (_, index) =>
      aFailure({ occurredAt: new Date(BASE + index * 1_000), reasonCode: index % 2 === 0 ? 403 : 500 }),
    );
    await insertEvents(owner, events);
    const { content, rows } = await report(aRequestOf({ to: new Date(BASE + 24 * HOUR) }));
    for (const id of ['refused', 'error-events']) {
      const table = content.sections.find((section) => section.id === id)?.table;
      expect(table?.totalRows).toBe(MAX_ROWS + 5);
      expect(table?.rows).toHaveLength(MAX_ROWS);
    }
    expect(rows).toHaveLength(events.length);
  }, 120_000);

  it('says so when events that were counted are not kept any more', async () => {
    await query(owner, EMPTY);
    await insertEvents(owner, [aFailure({ reasonCode: 403 }), aFailure({ occurredAt: new Date(BASE + 1) })]);
    await query(owner, 'delete from audit_event where reason_code is null');
    const { content } = await report(aRequestOf({ to: new Date(BASE + 24 * HOUR) }));
    expect(content.figures.map(({ value }) => value)).toEqual([2, 100, 1, 0, 1, 0]);
    expect(content.attention[0]?.text).toContain('1 failed event was counted but can no longer be listed');
    const { content: next } = await report(
      aRequestOf({ from: new Date(BASE + 24 * HOUR), to: new Date(BASE + 48 * HOUR) }),
    );
    expect(next.figures.map(({ previous }) => previous)).toEqual([2, 100, null, null, null, 0]);
  });
});

async function report(request: ReportRequest): Promise<BuiltReport & { rows: (readonly CsvCell[])[] }> {
  return withSnapshot(reporter, async (runner) => {
    const built = await failures.build({
      ...readingOf(runner),
      request,
      dataAsOf: new Date('2027-01-01T00:00:00Z'),
      arrivals: { received: 0, stored: 0, duplicates: 0, quarantined: 0 },
      progress: () => undefined,
    });
    return { ...built, rows: await rowsOf(built.csv) };
  });
}

/** The report's own words and rows, put like the oracle's. */
function said(
  { tally, figures, chart, sections }: BuiltReport['content'],
  rows: (readonly CsvCell[])[],
): ExpectedFailures {
  const { counted, arrivedLate, firstEvent, lastEvent } = tally;
  const rate = (value: Cell | undefined) => (typeof value === 'number' ? Math.round(value * 1e4) : null);
  const columns = chart?.kind === 'stacked-columns' ? chart.columns : [];
  const listed = ([time, action, , , code]: Cell[]) => `${time as string} ${action as string} ${code as string}`;
  return {
    ...{ counted, arrivedLate, firstEvent, lastEvent },
    figures: figures.map(({ unit, value, previous }) =>
      unit === 'percent' ? `${rate(value)} ${rate(previous)}` : `${value} ${previous}`,
    ),
    columns: columns
      .filter(({ values }) => values.some((value) => value > 0))
      .map(({ label, values }) => [label, ...values].join(' '))
      .sort(),
    actions: cellsOf(sections, 'by-action')
      .map(([action, , failed, refused, success, pending, unknown, now, before]) =>
        [action, failed, refused, success, pending, unknown, rate(now), rate(before)].map(String).join(' '),
      )
      .sort(),
    initiators: cellsOf(sections, 'by-initiator')
      .map((cells) => cells.map(String).join(' '))
      .sort(),
    codes: cellsOf(sections, 'errors')
      .map(([name, , errors, before, share, first, last]) =>
        [name, errors, before, rate(share), first, last].map(String).join(' '),
      )
      .sort(),
    refused: cellsOf(sections, 'refused').map(listed),
    errors: cellsOf(sections, 'error-events').map(listed),
    rows: rows.map((cells) => csvText(cells)),
  };
}

function cellsOf(sections: readonly Section[], id: string): Cell[][] {
  const table = sections.find((section) => section.id === id)?.table;
  expect(table?.totalRows ?? 0).toBe(table?.rows.length ?? 0);
  return (table?.rows ?? []).map(({ cells }) => cells);
}

function csvText(cells: readonly CsvCell[]): string {
  const cell = (name: string) => cells[FAILURE_COLUMNS.findIndex((column) => column.name === name)];
  return ['kind', 'occurred_at', 'action', 'reason_code', 'service', 'initiator_id']
    .map((name) => String(cell(name)))
    .join(' ');
}

const ACTIONS: [action: string, emitter: string][] = [
  ...['kms.secrets.create', 'kms.importtoken.read', 'kms.import-token.read', 'kms.secrets.create.failed'],
  ...['kms.secrets.purge', 'kms.secrets.frob', 'kmsx.secrets.create', 'codeengine.appliction.create'],
  ...['codeengine.application.create', 'codeengine.application.create.failed', 'wdp.scheduling.schedule.create'],
  ...['wdp.scheduling.schedule.create.failed', 'wdp-profiling.profile.create', 'wdp-profiling.profile.create.failed'],
].map((action): [string, string] => [action, '']);
ACTIONS.push(['read/list', 'kms'], ['read/list', 'identity'], ['authenticate', ''], ['authenticate', 'codeengine']);

// Around the ends of summer time in Berlin, and a half-hour shift on Lord Howe (4 October 2026).
const BASE = Date.UTC(2026, 9, 1);
const HOUR = 3_600_000;

function aFailure(changes: Partial<DetailedEvent>): DetailedEvent {
  const occurredAt = changes.occurredAt ?? new Date(BASE);
  return {
    occurredAt,
    arrivedAt: new Date(BASE),
    ...{ action: 'kms.secrets.create', emitter: '', outcome: 'failure', location: 'us-south', account: 'a1' },
    ...{ initiatorId: 'i1', initiatorName: 'Ada', initiatorAddress: '192.0.2.1', reasonCode: null },
    ...changes,
  };
}

function aRequestOf(changes: Partial<ReportRequest>): ReportRequest {
  const from = new Date(BASE);
  return { service: 'kms', from, to: from, timeZone: 'UTC', location: null, account: null, ...changes };
}

/** Moments where mistakes live: on buckets, a millisecond beside them, on local midnights, and anywhere. */
function aMoment(days = 30): fc.Arbitrary<Date> {
  const quarter = fc.nat(days * 96).map((count) => BASE + count * 900_000);
  const beside = fc.tuple(quarter, fc.constantFrom(-1, 0, 0, 1)).map(([at, by]) => at + by);
  const midnight = fc
    .tuple(fc.nat(days), fc.constantFrom(0, -2, -1, -5.5, -10.5, -11, 2.5))
    .map(([day, by]) => BASE + day * 24 * HOUR + by * HOUR);
  const anywhere = fc.nat(days * 24 * HOUR).map((ms) => BASE + ms);
  return fc.oneof(beside, midnight, anywhere).map((at) => new Date(at));
}

/** A request and events, most of them near its two ends, where they also arrive. */
function aTrail(): fc.Arbitrary<{ events: DetailedEvent[]; request: ReportRequest }> {
  return aRequest().chain((request) =>
    fc.record({
      request: fc.constant(request),
      events: fc.uniqueArray(anySent(request), {
        maxLength: 60,
        selector: ({ occurredAt }) => occurredAt.getTime(),
      }),
    }),
  );
}

function anySent({ from, to }: ReportRequest): fc.Arbitrary<DetailedEvent> {
  const around = (moment: Date, ms: number) =>
    fc.integer({ min: -ms, max: ms }).map((by) => new Date(moment.getTime() + by));
  const nearEnds = fc.oneof(around(from, 2), around(to, 2), around(from, HOUR / 2), around(to, HOUR / 2));
  return fc
    .record({
      occurredAt: fc.oneof(aMoment(), nearEnds, nearEnds),
      arrivedNearEnd: fc.oneof(fc.constant(null), around(to, 2), around(to, HOUR / 4)),
      delay: fc.oneof(fc.nat(2_000), fc.nat(10 * 24 * HOUR)),
      named: fc.constantFrom(...ACTIONS),
      outcome: fc.constantFrom('success', 'failure', 'failure', 'pending', 'unknown'),
      location: fc.constantFrom('us-south', 'eu-de'),
      account: fc.constantFrom('a1', 'a2'),
      initiatorId: fc.constantFrom(null, 'i1', 'i2', 'Ada'),
      initiatorName: fc.constantFrom(null, 'Ada', 'Bob'),
      initiatorAddress: fc.constantFrom(null, '192.0.2.1', '192.0.2.2'),
      reasonCode: fc.constantFrom(null, 401, 403, 403, 400, 500, 200, 0, -403, 1_403, 2 ** 31 - 1),
    })
    .map(({ delay, arrivedNearEnd, named: [action, emitter], outcome, ...event }) => ({
      ...event,
      action,
      emitter,
      outcome: effectiveOutcome(action, outcome), // as the collector stores it
      arrivedAt: arrivedNearEnd ?? new Date(event.occurredAt.getTime() + delay),
    }));
}

function aRequest(): fc.Arbitrary<ReportRequest> {
  return fc
    .record({
      moments: fc.tuple(aMoment(), aMoment()).filter(([from, to]) => from.getTime() !== to.getTime()),
      service: fc.constantFrom('kms', 'key-protect', 'codeengine', 'wdp.scheduling', 'watsonx', 'all', 'all'),
      timeZone: fc.constantFrom('UTC', 'Europe/Berlin', 'Asia/Kolkata', 'Australia/Lord_Howe', 'America/St_Johns'),
      location: fc.constantFrom(null, null, 'eu-de'),
      account: fc.constantFrom(null, null, 'a2'),
    })
    .map(({ moments, ...rest }) => {
      const [from, to] = moments.sort((one, other) => one.getTime() - other.getTime()) as [Date, Date];
      return { ...rest, from, to };
    });
}
