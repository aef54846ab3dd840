import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { query, withSnapshot } from '@trailkeeper/database';
import fc from 'fast-check';
import type { DataSource } from 'typeorm';
import { COVERAGE_COLUMNS } from '../src/reports/event-coverage/coverage-csv.js';
import { eventCoverage } from '../src/reports/event-coverage/event-coverage.js';
import { previousPeriod } from '../src/reports/period/calendar-span.js';
import type { CsvCell, ReportRequest } from '../src/reports/report-kind.js';
import { type ExpectedCoverage, expectedCoverage } from './coverage-oracle.js';
import { type MadeAttestation, insertAttestations } from './made-attestation.js';
import { type SentEvent, insertEvents } from './sent-event.js';
import { openTestTrail, readingOf, rowsOf } from './test-trail.js';

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
      fc.asyncProperty(aTrail(), aPresent(), fc.nat(40), async ({ request, ...trail }, dataAsOf, folded) => {
        await query(owner, 'truncate audit_event, ingest_batch, activity_delta, activity_count, attestation');
        await insertEvents(owner, trail.events);
        await insertAttestations(owner, trail.attestations);
        if (folded > 0) await query(reporter, 'select fold_activity($1)', [folded]);
        const { figures, ...said } = await report(request, dataAsOf);
        expect(said).toEqual(expectedCoverage(trail, request, dataAsOf));
        expect(figures).toEqual(expectedFigures(trail, request));
      }),
      { numRuns: Number(process.env['COVERAGE_RUNS'] ?? 60), endOnFailure: true },
    );
  }, 300_000);
});

/** The report's own words and rows, put like the oracle's. */
async function report(
  request: ReportRequest,
  dataAsOf: Date,
): Promise<ExpectedCoverage & { figures: ExpectedFigures }> {
  return withSnapshot(reporter, async (runner) => {
    const arrivals = { received: 0, stored: 0, duplicates: 0, quarantined: 0 };
    const { content, csv } = await eventCoverage.build({
      ...readingOf(runner),
      request,
      dataAsOf,
      arrivals,
      progress: () => undefined,
    });
    const rows = (await rowsOf(csv)).map(rowText);
    const { days, ...tally } = content.tally;
    const figureOf = (label: string) => content.figures.find((one) => one.label === label);
    const figures = {
      coverage: figureOf('Coverage')?.value ?? null,
      previous: PREVIOUS.map((label) => figureOf(label)?.previous),
    };
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
    'state',
    'action',
    'success',
    'failure',
    'pending',
    'unknown',
    'under_failed',
    'first_seen',
    'last_seen',
    'last_ever_seen',
    'attested_by',
    'attested_until',
  ];
  return names.map(cell).join(' ');
}

interface ExpectedFigures {
  coverage: number | null;
  /** Of the figures named in `PREVIOUS`; undefined for one that is not among the figures. */
  previous: (number | null | undefined)[];
}

const PREVIOUS = [
  'Documented actions seen',
  'Documented actions not seen',
  'Attested as not applicable',
  'Undocumented actions',
  'Events',
];

/** Coverage of the period, and the counts of the period before, or nulls if the trail has nothing of that time. */
function expectedFigures(trail: Trail, request: ReportRequest): ExpectedFigures {
  const { from, to } = previousPeriod(request);
  const now = countsOf(trail, request);
  const before = countsOf(trail, { ...request, from, to });
  const hasBefore = trail.events.some(({ occurredAt }) => occurredAt >= from && occurredAt < to);
  const coverage = now.total === now.attested ? null : (now.seen / (now.total - now.attested)) * 100;
  const isAttested = now.attested > 0 || (hasBefore && before.attested > 0);
  const previous = [
    before.seen,
    before.total - before.seen - before.attested,
    isAttested ? before.attested : undefined,
    before.undocumented,
    isAttested ? undefined : before.counted,
  ];
  return { coverage, previous: hasBefore ? previous : previous.map((value) => (value === undefined ? value : null)) };
}

function countsOf(trail: Trail, request: ReportRequest) {
  const { rows, counted } = expectedCoverage(trail, request, AFTERWARDS);
  const countOf = (start: string) => rows.filter((row) => row.startsWith(start)).length;
  // 'all' counts account-management apart; the test neither sends nor attests any of it, so it only swells the not seen.
  const total = request.service === 'all' ? 231 : countOf('documented ');
  const [seen, attested] = [countOf('documented seen '), countOf('documented attested ')];
  return { total, seen, attested, undocumented: countOf('undocumented '), counted };
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

interface Trail {
  events: SentEvent[];
  attestations: MadeAttestation[];
}

/** A request, events, most of them near its two ends, where they also arrive, and attestations that begin and end there. */
function aTrail(): fc.Arbitrary<Trail & { request: ReportRequest }> {
  return aRequest().chain((request) =>
    fc.record({
      request: fc.constant(request),
      events: fc.array(anySent(request), { maxLength: 60 }),
      attestations: fc.array(anyAttested(request), { maxLength: 12 }).map(madeOneAfterTheOther),
    }),
  );
}

/** Under documented names and others, also under what cannot be attested over the API. */
const ATTESTED = [
  ...['kms.secrets.create', 'kms.importtoken.read', 'kms.import-token.read', 'kms.secrets.purge', 'kms.secrets.frob'],
  ...['codeengine.appliction.create', 'codeengine.application.create', 'wdp.scheduling.schedule.create'],
  ...['wdp-profiling.profile.read', 'kms.policies.read'],
];

/**
 * Its times lie on the ends of the period and of the one before, on a moment in each where one may follow another, a
 * millisecond beside them, or anywhere. Half are of one action, so that they meet.
 */
function anyAttested(request: ReportRequest): fc.Arbitrary<Omit<MadeAttestation, 'attestedAt' | 'attestedBy'>> {
  const before = previousPeriod(request);
  const joints = [before, request].map(({ from, to }) => new Date(Math.floor((from.getTime() + 2 * to.getTime()) / 3)));
  const beside = fc
    .tuple(fc.constantFrom(before.from, request.from, request.to, ...joints), fc.constantFrom(-1, 0, 0, 0, 0, 1))
    .map(([moment, by]) => new Date(moment.getTime() + by));
  const moment = fc.oneof(beside, beside, aMoment());
  return fc
    .record({
      action: fc.oneof(fc.constantFrom('kms.importtoken.read', 'kms.import-token.read'), fc.constantFrom(...ATTESTED)),
      from: fc.oneof(fc.constant(null), fc.constant(null), moment),
      until: fc.oneof(moment, fc.constant(AFTERWARDS)),
      isWithdrawn: fc.constantFrom(false, false, true),
    })
    .filter(({ from, until }) => from === null || from < until);
}

/** In any order of making, but never two at one moment: of those the ids decide, which a unit test shows. */
function madeOneAfterTheOther(attested: Omit<MadeAttestation, 'attestedAt' | 'attestedBy'>[]): MadeAttestation[] {
  return attested.map((one, index) => {
    const rank = (index * 7) % 12; // 7 and 12 have no common divisor: every rank once
    return { ...one, attestedBy: `person-${index}`, attestedAt: new Date(BASE + rank) };
  });
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
