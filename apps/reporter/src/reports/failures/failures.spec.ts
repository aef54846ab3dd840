import { describe, expect, it } from '@jest/globals';
import { type Scope, findScope } from '@trailkeeper/catalog';
import { type ActionCount, sumCounts } from '../counts/action-count.js';
import type { EventRow } from '../read-events.js';
import { scopeWords } from '../scope-words.js';
import { actionFailuresOf } from './action-failures.js';
import { attentionOf } from './attention.js';
import { chartOf } from './chart.js';
import { MAX_ROWS } from '../max-rows.js';
import { collectFailedEvents } from './failed-events.js';
import type { FailureFacts, PreviousFailures } from './failure-facts.js';
import { failureNotes } from './failure-notes.js';
import { failureRate, percentWords } from './failure-rate.js';
import { figuresOf } from './figures.js';
import type { InitiatorFailures } from './find-initiators.js';
import { actionSection } from './sections/action-section.js';
import { errorSections } from './sections/error-sections.js';
import { initiatorSection } from './sections/initiator-section.js';
import { refusedSection } from './sections/refused-section.js';
import { shortened } from '../shortened.js';
import { summaryOf } from './summary.js';
import { columnOf, timeColumnsOf } from '../time-columns.js';

function scopeOf(id: string): Scope {
  const scope = findScope(id);
  if (scope === undefined) throw new Error(`no scope ${id}`);
  return scope;
}

function aCount(action: string, outcome: string, events = 1): ActionCount {
  const seen = '2026-09-15T10:00:07.000000Z';
  return { action, emitter: '', outcome, events, firstSeen: seen, lastSeen: seen, late: 0 };
}

function aRow(changes: Partial<EventRow> = {}): EventRow {
  return {
    ...{ occurredAt: '2026-09-15T10:00:07.000000Z', action: 'kms.secrets.create', emitter: '', outcome: 'failure' },
    ...{ location: 'us-south', account: 'a1', initiatorId: 'i1', initiatorName: 'Ada', initiatorAddress: '192.0.2.1' },
    ...{ targetId: 't1', targetName: 'key 1', targetType: 'kms/secrets', correlationId: 'c1' },
    ...{ reasonCode: 403, reasonText: 'no role' },
    ...changes,
  };
}

function anInitiator(changes: Partial<InitiatorFailures> = {}): InitiatorFailures {
  const seen = '2026-09-15T10:00:07.000000Z';
  return {
    ...{ id: 'i1', name: 'Ada', names: 1, addresses: 1, refused: 1, errors: 0, firstSeen: seen, lastSeen: seen },
    ...changes,
  };
}

interface Given {
  service?: string;
  counts?: ActionCount[];
  rows?: EventRow[];
  initiators?: InitiatorFailures[];
  previous?: PreviousFailures | null;
  location?: string | null;
}

async function factsOf(given: Given = {}): Promise<FailureFacts> {
  const { service = 'kms', counts = [], rows = [], initiators = [], previous = null, location = null } = given;
  const columns = timeColumnsOf(SEPTEMBER);
  return {
    scope: scopeOf(service),
    limit: scopeWords({ location, account: null }),
    activity: sumCounts(counts),
    actions: actionFailuresOf(counts),
    failed: await collectFailedEvents(iterate(rows), columns),
    columns,
    initiators: {
      total: initiators.length,
      refused: initiators.filter(({ refused }) => refused > 0).length,
      first: initiators,
    },
    previous,
  };
}

async function* iterate(rows: readonly EventRow[]): AsyncGenerator<readonly EventRow[]> {
  yield rows;
}

const SEPTEMBER = { from: new Date('2026-09-01T00:00:00Z'), to: new Date('2026-10-01T00:00:00Z'), timeZone: 'UTC' };
const WHEN = { during: 'in September 2026', arrived: 12 };

describe('failureRate', () => {
  it.each([
    [0, 0, null],
    [1, 0, 100],
    [0, 4, 0],
    [1, 3, 25],
  ])('of %i failures and %i successes is %p', (failure, success, rate) => {
    expect(failureRate({ failure, success })).toBe(rate);
  });

  it.each([
    [0, '0%'],
    [0.001, '0.1%'],
    [2.56, '2.6%'],
    [99.99, '99.9%'],
    [100, '100%'],
  ])('%p is said as %s: some is never none, most is never all', (rate, words) => {
    expect(percentWords(rate)).toBe(words);
  });
});

describe('actionFailuresOf', () => {
  it('counts what comes under .failed with its plain action, where the successes are', () => {
    const [only, ...others] = actionFailuresOf([
      aCount('wdp-profiling.profile.create', 'success', 6),
      aCount('wdp-profiling.profile.create', 'failure', 1),
      aCount('wdp-profiling.profile.create', 'pending', 5),
      aCount('wdp-profiling.profile.create.failed', 'failure', 1),
    ]);
    expect(others).toEqual([]);
    expect(only).toMatchObject({
      action: 'wdp-profiling.profile.create',
      outcomes: { success: 6, failure: 2, pending: 5, unknown: 0 },
      rate: 25,
      otherNames: [{ name: 'wdp-profiling.profile.create.failed', events: 1 }],
    });
  });

  it('takes two names of one action for one act, and says the other name', () => {
    const acts = actionFailuresOf([
      aCount('codeengine.appliction.create', 'success', 2),
      aCount('codeengine.application.create', 'failure', 3),
      aCount('codeengine.application.create.failed', 'failure', 1),
    ]);
    expect(acts.map(({ action, rate }) => [action, Math.round(rate ?? -1)])).toEqual([
      ['codeengine.appliction.create', 67],
    ]);
  });

  it('keeps actions apart that different services emit under one name', () => {
    const counts = [
      { ...aCount('authenticate', 'failure'), emitter: 'kms' },
      { ...aCount('authenticate', 'success'), emitter: 'identity' },
    ];
    expect(actionFailuresOf(counts).map(({ service, rate }) => [service, rate])).toEqual([
      ['kms', 100],
      ['identity', 0],
    ]);
  });
});

describe('timeColumnsOf', () => {
  const spanning = (from: string, to: string, timeZone = 'UTC') =>
    timeColumnsOf({ from: new Date(from), to: new Date(to), timeZone });

  it('gives every day, then weeks from Monday, then months', () => {
    expect(spanning('2026-09-01T00:00:00Z', '2026-12-10T00:00:00Z')).toMatchObject({ per: 'day' });
    const weeks = spanning('2026-09-01T00:00:00Z', '2026-12-11T00:00:00Z');
    expect([weeks.per, ...weeks.columns.slice(0, 3).map(({ label }) => label)]).toEqual([
      'week',
      '2026-09-01',
      '2026-09-07',
      '2026-09-14',
    ]);
    const months = spanning('2024-01-15T00:00:00Z', '2026-12-11T00:00:00Z');
    expect([months.per, months.columns.length, months.columns[0]?.label, months.columns[1]?.label]).toEqual([
      'month',
      36,
      '2024-01-15',
      '2024-02-01',
    ]);
  });

  it('finds the column of a moment by the days of the zone', () => {
    const columns = spanning('2026-09-30T18:30:00Z', '2026-10-03T18:30:00Z', 'Asia/Kolkata');
    expect(columns.columns.map(({ label }) => label)).toEqual(['2026-10-01', '2026-10-02', '2026-10-03']);
    const moments = [
      '2026-09-30T18:30:00Z',
      '2026-10-01T18:29:59.999Z',
      '2026-10-01T18:30:00Z',
      '2026-10-03T18:29:59Z',
    ];
    expect(moments.map((moment) => columnOf(columns, new Date(moment)))).toEqual([0, 0, 1, 2]);
  });
});

describe('collectFailedEvents', () => {
  it('sets 401 and 403 apart from every other code and from none', async () => {
    const rows = [401, 403, 403, 500, null, 200, 1403].map((reasonCode) => aRow({ reasonCode }));
    const { failed } = await factsOf({ rows });
    expect([failed.refused.events, failed.errors.events]).toEqual([3, 4]);
    expect([...failed.byCode].map(([key, { events }]) => [key, events])).toEqual([
      ['401', 1],
      ['403', 2],
      ['500', 1],
      ['none', 1],
      ['200', 1],
      ['other', 1],
    ]);
    expect(failed.byColumn[14]).toEqual({ refused: 3, errors: 4 });
  });

  it('counts every event and keeps as many as a page can hold, texts cut with a mark', async () => {
    const rows = Array.from({ length: MAX_ROWS + 1 }, () => aRow({ reasonText: 'x'.repeat(5_000) }));
    const { failed } = await factsOf({ rows });
    expect([failed.refused.events, failed.refused.first.length]).toEqual([MAX_ROWS + 1, MAX_ROWS]);
    expect(failed.refused.first[0]?.reasonText).toMatch(/^x{600}… \(cut: 4,400 more characters\)$/);
  });

  it('cuts no character in two', () => {
    expect(shortened('ab\u{1F511}cd', 3)).toBe('ab… (cut: 4 more characters)');
  });
});

describe('summaryOf', () => {
  const counts = [
    aCount('kms.secrets.create', 'success', 96),
    aCount('kms.secrets.create', 'failure', 4),
    aCount('kms.secrets.create', 'pending', 2),
    aCount('kms.secrets.read', 'unknown', 1),
  ];
  const rows = [aRow(), ...[500, 500, null].map((reasonCode) => aRow({ reasonCode }))];

  it('says what failed of what ended, and the rest apart', async () => {
    expect(summaryOf(await factsOf({ counts, rows }), WHEN)).toBe(
      '4 of the 100 Key Protect events that ended in success or failure in September 2026 failed (4.0%): ' +
        '1 was refused (401 or 403), 3 ended in another error; 2 are pending and 1 is of unknown outcome, counted as neither.',
    );
  });

  it('says what it is limited to', async () => {
    expect(summaryOf(await factsOf({ counts, rows, location: 'eu-de', service: 'all' }), WHEN)).toMatch(
      /^4 of the 100 events that ended in success or failure in September 2026 among events in location eu-de failed/,
    );
  });

  it.each([
    [
      'nothing failed',
      [aCount('kms.secrets.create', 'success', 7)],
      'None of the 7 Key Protect events that ended in success or failure in September 2026 failed.',
    ],
    [
      'nothing ended',
      [aCount('kms.secrets.create', 'pending', 7)],
      'Of 7 Key Protect events in September 2026, none ended in success or failure: 7 are pending.',
    ],
    [
      'nothing happened',
      [],
      'No Key Protect event is known to have happened in September 2026, so none failed. 12 items arrived in that time from all services.',
    ],
  ])('says that %s', async (_, counted, words) => {
    expect(summaryOf(await factsOf({ counts: counted }), WHEN)).toBe(words);
  });

  it('says of a limited empty report that nothing arrived at all', async () => {
    expect(summaryOf(await factsOf({ location: 'eu-de' }), { ...WHEN, arrived: 0 })).toBe(
      'No Key Protect event in location eu-de is known to have happened in September 2026, so none failed. ' +
        'Nothing at all arrived in that time: check that events are being sent.',
    );
  });
});

describe('the sections', () => {
  it('show an event with the end of a long target id, and the whole id with the reason under it', async () => {
    const targetId = `crn:v1:bluemix:public:kms:eu-de:a/a1:i1:key:${'0'.repeat(36)}`;
    const rows = [aRow({ targetName: null, targetId, initiatorName: null })];
    expect(refusedSection(await factsOf({ rows })).table?.rows).toEqual([
      {
        cells: [...['2026-09-15T10:00:07.000000Z', 'kms.secrets.create'], ...[`…${'0'.repeat(36)}`, 'i1', '403']],
        notes: [...['Reason: no role', 'Address: 192.0.2.1', 'Correlation: c1'], `Target: ${targetId}`],
      },
    ]);
  });

  it('say once above the rows what reason most of a code share, and in a row only another one', async () => {
    const reasons = [...Array.from({ length: 6 }, () => 'no role'), 'expired', null];
    const section = refusedSection(await factsOf({ rows: reasons.map((reasonText) => aRow({ reasonText })) }));
    expect(section.paragraphs.at(-1)).toMatch(/^Reasons that many rows share .* 403: “no role”$/);
    const said = section.table?.rows.map(({ notes }) => notes?.find((note) => note.startsWith('Reason')));
    expect(said).toEqual([...Array.from({ length: 6 }, () => undefined), 'Reason: expired', 'Reason: none given']);
  });

  it('take no reasons for one that differ only in what was cut', async () => {
    const rows = ['a', 'b', 'c', 'd', 'e', 'f'].map((end) => aRow({ reasonText: `${'x'.repeat(609)}${end}` }));
    const section = refusedSection(await factsOf({ rows }));
    expect(section.paragraphs.join(' ')).not.toContain('Reasons that many rows share');
    expect(section.table?.rows.map(({ notes }) => notes?.[0])).toEqual(
      rows.map(() => `Reason: ${'x'.repeat(600)}… (cut: 10 more characters)`),
    );
    const short = rows.map(() => aRow({ reasonText: 'x'.repeat(600) }));
    expect(refusedSection(await factsOf({ rows: short })).paragraphs.at(-1)).toContain(`403: “${'x'.repeat(600)}”`);
  });

  it('say in the row of an action what came under its name with .failed', async () => {
    const counts = [aCount('kms.secrets.create', 'success', 3), aCount('kms.secrets.create.failed', 'failure')];
    const [row] = actionSection(await factsOf({ counts }), 'August 2026').table?.rows ?? [];
    expect(row?.cells).toEqual(['kms.secrets.create', expect.any(String), 1, 0, 3, 0, 0, 25, null]);
    expect(row?.notes).toEqual(['+1 event under kms.secrets.create.failed, counted here as failures.']);
  });
});

describe('an empty report', () => {
  it('says so in every section and draws no chart', async () => {
    const facts = await factsOf({ location: 'eu-de' });
    const sections = [
      refusedSection(facts),
      ...errorSections(facts),
      actionSection(facts, 'August 2026'),
      initiatorSection(facts),
    ];
    expect(sections.map(({ table }) => table)).toEqual([null, null, null, null]);
    for (const { paragraphs } of sections) expect(paragraphs.join(' ')).toContain('among events in location eu-de');
    expect(chartOf(facts)).toBeNull();
    expect(attentionOf(facts, { previousWords: 'August 2026', daysWithout: ['2026-09-01'] })).toEqual([]);
  });

  it('says why there is nothing to compare with', async () => {
    const facts = await factsOf();
    expect(figuresOf(facts).map(({ previous }) => previous)).toEqual([null, null, null, null, null, null]);
    expect(failureNotes(facts, 'August 2026').join(' ')).toContain('no event of the period before (August 2026)');
  });
});

describe('attentionOf', () => {
  const previous = (codes: [string, number][]): PreviousFailures => ({
    activity: sumCounts([]),
    actions: new Map(),
    events: { refused: 0, errors: 0, initiatorsRefused: 0, byCode: new Map(codes) },
  });
  const linesOf = (facts: FailureFacts) => attentionOf(facts, { previousWords: 'August 2026', daysWithout: [] });

  it('names who was refused most, what fails more than it succeeds, and what is new', async () => {
    const facts = await factsOf({
      counts: [aCount('kms.secrets.create', 'failure', 3), aCount('kms.secrets.create', 'success', 2)],
      rows: [aRow(), aRow(), aRow({ reasonCode: 507 })],
      initiators: [anInitiator({ refused: 2 }), anInitiator({ id: 'i2', name: null, refused: 1 })],
      previous: previous([['403', 9]]),
    });
    expect(linesOf(facts)).toEqual([
      { text: 'Ada was refused most: 2 times, of 2 refusals in all.', section: 'by-initiator' },
      { text: 'kms.secrets.create failed more often than it succeeded: 3 of 5.', section: 'by-action' },
      {
        text: 'One kind of failure is new since the period before (August 2026): 507 (Insufficient Storage), 1 event.',
        section: 'errors',
      },
    ]);
  });

  it('lets no initiator write sentences into the report', async () => {
    const name = `All is well. ${'x'.repeat(200)}`;
    const facts = await factsOf({
      counts: [aCount('kms.secrets.create', 'failure'), aCount('kms.secrets.create', 'success')],
      rows: [aRow()],
      initiators: [anInitiator({ name })],
    });
    expect(linesOf(facts)[0]?.text).toMatch(
      /^"All is well\. x+… \(cut: 113 more characters\)" was refused most: 1 time/,
    );
  });

  it('does not single out one of several who were refused as often, nor one that is not said', async () => {
    const facts = await factsOf({
      counts: [aCount('kms.secrets.create', 'failure', 4), aCount('kms.secrets.create', 'success', 4)],
      rows: Array.from({ length: 4 }, () => aRow()),
      initiators: [
        anInitiator({ id: null, name: null, refused: 2 }),
        anInitiator(),
        anInitiator({ id: 'i2', name: 'Bob' }),
      ],
      location: 'eu-de',
    });
    expect(linesOf(facts)[0]?.text).toMatch(
      /^Among events in location eu-de: Ada and 1 other were refused most: 1 time each/,
    );
  });
});
