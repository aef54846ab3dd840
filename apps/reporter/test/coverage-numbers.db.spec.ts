import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { query, withSnapshot } from '@trailkeeper/database';
import fc from 'fast-check';
import type { DataSource } from 'typeorm';
import { COVERAGE_COLUMNS } from '../src/reports/event-coverage/coverage-csv.js';
import { eventCoverage } from '../src/reports/event-coverage/event-coverage.js';
import { previousPeriod } from '../src/reports/period/calendar-span.js';
import type { CsvCell, ReportRequest } from '../src/reports/report-kind.js';
import { type ExpectedCoverage, expectedCoverage } from './coverage-oracle.js';
import { type SentEvent, insertEvents } from './sent-event.js';
import { openTestTrail } from './test-trail.js';

let owner: DataSource;
let reporter: DataSource;
let stop: (() => Promise<void>) | undefined;

beforeAll(async () => {
  ({ owner, reporter, stop } = await openTestTrail());
});
afterAll(() => stop?.());

describe('coverage', () => {
  it('says of any events, in any zone and any odd period, what looking at each event says', async () => {
    await fc.assert(
      fc.asyncProperty(aTrail(), aPresent(), fc.nat(40), async ({ events, request }, dataAsOf, folded) => {
        await query(owner, 'truncate audit_event, ingest_batch, activity_delta, activity_count');
        await insertEvents(owner, events);
        if (folded > 0) await query(reporter, 'select fold_activity($1)', [folded]);
        const { figures, ...said } = await report(request, dataAsOf);
        expect(said).toEqual(expectedCoverage(events, request, dataAsOf));
        expect(figures).toEqual(expectedPrevious(events, request));
      }),
      { numRuns: Number(process.env['COVERAGE_RUNS'] ?? 60), endOnFailure: true },
    );
  }, 300_000);
});

/** The report's own words and rows, put like the oracle's. */
async function report(
  request: ReportRequest,
  dataAsOf: Date,
): Promise<ExpectedCoverage & { figures: (number | null)[] }> {
  return withSnapshot(reporter, async (runner) => {
    const arrivals = { received: 0, stored: 0, duplicates: 0, quarantined: 0 };
    const { content, csv } = await eventCoverage.build({
      query: (sql, params) => query(runner, sql, params),
      request,
      dataAsOf,
      arrivals,
      progress: () => undefined,
    });
    const rows: string[] = [];
    for await (const cells of csv.rows) rows.push(rowText(cells));
    const { days, ...tally } = content.tally;
    const figures = content.figures.slice(1, 5).map(({ previous }) => previous);
    return {
      ...tally,
      totalDays: days.total,
      begunDays: days.begun,
      daysWithoutEvents: days.withoutEvents,
      rows: rows.sort(),
      figures,
    };
  });
}

function rowText(cells: readonly CsvCell[]): string {
  const cell = (name: string) => cells[COVERAGE_COLUMNS.findIndex((column) => column.name === name)];
  const names = [
    'status',
    'action',
    'success',
    'failure',
    'pending',
    'unknown',
    'under_failed',
    'first_seen',
    'last_seen',
    'last_ever_seen',
  ];
  return names.map(cell).join(' ');
}

/** Seen, not seen, undocumented and events of the period before, or nulls if the trail has nothing of that time. */
function expectedPrevious(events: readonly SentEvent[], request: ReportRequest): (number | null)[] {
  const { from, to } = previousPeriod(request);
  if (!events.some(({ occurredAt }) => occurredAt >= from && occurredAt < to)) return [null, null, null, null];
  const { rows, counted } = expectedCoverage(events, { ...request, from, to }, AFTERWARDS);
  // 'all' counts account-management apart; the test sends none of it, so it only swells the not seen.
  const documented = rows.filter((row) => row.startsWith('documented '));
  const seen = documented.filter((row) => !/ 0 0 0 0 \d+ /.test(row)).length;
  const total = request.service === 'all' ? 231 : documented.length;
  return [seen, total - seen, rows.filter((row) => row.startsWith('undocumented')).length, counted];
}

const ACTIONS: [action: string, emitter: string][] = [
  ...[
    'kms.secrets.create',
    'kms.importtoken.read',
    'kms.import-token.read',
    'kms.secrets.create.failed',
    'kms.secrets.purge',
  ],
  ...['kms.secrets.frob', 'kmsx.secrets.create', 'codeengine.appliction.create', 'codeengine.application.create'],
  ...[
    'wdp.scheduling.schedule.create',
    'wdp.scheduling.schedule.create.failed',
    'wdp.other.thing',
    'wdp-profiling.profile.read',
  ],
].map((action): [string, string] => [action, '']);
ACTIONS.push(['read/list', 'kms'], ['read/list', 'identity'], ['authenticate', ''], ['authenticate', 'codeengine']);

// Around the ends of summer time in Berlin and Adelaide, and a half-hour shift on Lord Howe (4 October 2026).
const BASE = Date.UTC(2026, 9, 1);
const HOUR = 3_600_000;

/** Moments where mistakes live: on buckets, a millisecond beside them, on local midnights, and anywhere. */
function aMoment(days = 30): fc.Arbitrary<Date> {
  const quarter = fc.nat(days * 96).map((count) => BASE + count * 900_000);
  const beside = fc.tuple(quarter, fc.constantFrom(-1, 0, 0, 1)).map(([at, by]) => at + by);
  const midnight = fc
    .tuple(fc.nat(days), fc.constantFrom(0, -2, -1, 5.75, -10.5, -11, 3.5))
    .map(([day, by]) => BASE + day * 24 * HOUR + by * HOUR);
  return fc
    .oneof(
      beside,
      midnight,
      fc.nat(days * 24 * HOUR).map((ms) => BASE + ms),
    )
    .map((at) => new Date(at));
}

const AFTERWARDS = new Date('2027-01-01T00:00:00Z');

/** When the report is made: mostly after all periods, else in the midst of them. */
function aPresent(): fc.Arbitrary<Date> {
  return fc.oneof(fc.constant(AFTERWARDS), fc.constant(AFTERWARDS), aMoment());
}

/** A request and events, most of them near its two ends, where they also arrive. */
function aTrail(): fc.Arbitrary<{ events: SentEvent[]; request: ReportRequest }> {
  return aRequest().chain((request) =>
    fc.record({ request: fc.constant(request), events: fc.array(anySent(request), { maxLength: 60 }) }),
  );
}

function anySent({ from, to }: ReportRequest): fc.Arbitrary<SentEvent> {
  const around = (moment: Date, ms: number) =>
    fc.integer({ min: -ms, max: ms }).map((by) => new Date(moment.getTime() + by));
  const nearEnds = fc.oneof(around(from, 2), around(to, 2), around(from, HOUR / 2), around(to, HOUR / 2));
  return fc
    .record({
      occurredAt: fc.oneof(aMoment(), nearEnds, nearEnds),
      arrivedNearEnd: fc.oneof(fc.constant(null), around(to, 2), around(to, HOUR / 4)),
      delay: fc.oneof(fc.nat(2_000), fc.nat(30 * 60_000), fc.nat(10 * 24 * HOUR)),
      named: fc.constantFrom(...ACTIONS),
      outcome: fc.constantFrom('success', 'failure', 'pending', 'unknown'),
      location: fc.constantFrom('us-south', 'eu-de'),
      account: fc.constantFrom('a1', 'a2'),
    })
    .map(({ delay, arrivedNearEnd, named: [action, emitter], ...event }) => ({
      ...event,
      action,
      emitter,
      arrivedAt: arrivedNearEnd ?? new Date(event.occurredAt.getTime() + delay),
    }));
}

function aRequest(): fc.Arbitrary<ReportRequest> {
  return fc
    .record({
      moments: fc.tuple(aMoment(), aMoment()).filter(([from, to]) => from.getTime() !== to.getTime()),
      service: fc.constantFrom('kms', 'key-protect', 'codeengine', 'wdp.scheduling', 'watsonx', 'all'),
      timeZone: fc.constantFrom(
        'UTC',
        'Europe/Berlin',
        'Asia/Kathmandu',
        'Australia/Lord_Howe',
        'Pacific/Chatham',
        'America/St_Johns',
      ),
      location: fc.constantFrom(null, null, 'eu-de'),
      account: fc.constantFrom(null, null, 'a2'),
    })
    .map(({ moments, ...rest }) => {
      const [from, to] = moments.sort((one, other) => one.getTime() - other.getTime()) as [Date, Date];
      return { ...rest, from, to };
    });
}
