import { describe, expect, it } from '@jest/globals';
import { type Scope, findScope } from '@trailkeeper/catalog';
import type { ActionCount } from '../counts/action-count.js';
import { attentionOf } from './attention.js';
import { chartOf } from './chart.js';
import { coverageOf } from './coverage.js';
import { headlineEntries, shareOf } from './coverage-share.js';
import { figuresOf } from './figures.js';
import { coverageNotes } from './coverage-notes.js';
import { actionSections } from './sections/action-sections.js';
import { laterSections } from './sections/later-section.js';
import { notSeenSection } from './sections/not-seen-section.js';
import { undocumentedSection } from './sections/undocumented-section.js';
import { summaryOf } from './summary.js';

function scopeOf(id: string): Scope {
  const scope = findScope(id);
  if (scope === undefined) throw new Error(`no scope ${id}`);
  return scope;
}

function aCount(action: string, changes: Partial<ActionCount> = {}): ActionCount {
  const seen = '2026-09-15T10:00:07.000000Z';
  return { action, emitter: '', outcome: 'success', events: 1, firstSeen: seen, lastSeen: seen, late: 0, ...changes };
}

const entryOf = (counts: ActionCount[], action: string, scope = 'kms') =>
  coverageOf(scopeOf(scope), counts).documented.find(({ entry }) => entry.name === action);

describe('coverageOf', () => {
  it('counts an event under another name for its entry, and shows every name', () => {
    const counts = [
      aCount('codeengine.appliction.create', { events: 2 }),
      aCount('codeengine.application.create', {
        events: 3,
        outcome: 'failure',
        lastSeen: '2026-09-16T00:00:00.000000Z',
      }),
    ];
    expect(entryOf(counts, 'codeengine.appliction.create', 'codeengine')).toMatchObject({
      state: 'seen',
      activity: {
        events: 5,
        outcomes: { success: 2, failure: 3, pending: 0, unknown: 0 },
        lastSeen: '2026-09-16T00:00:00.000000Z',
      },
      names: [
        { name: 'codeengine.appliction.create', events: 2, relation: 'documented' },
        { name: 'codeengine.application.create', events: 3, relation: 'corrected' },
      ],
    });
  });

  it('takes pending alone for seen, and says so', () => {
    expect(entryOf([aCount('kms.secrets.create', { outcome: 'pending' })], 'kms.secrets.create')).toMatchObject({
      state: 'seen',
      isPendingOnly: true,
    });
  });

  it('counts a documented .failed action as failure and leaves the plain action its own state', () => {
    const coverage = coverageOf(scopeOf('wdp-profiling'), [
      aCount('wdp-profiling.profile.create.failed', { events: 4 }),
    ]);
    const [failed, plain] = ['wdp-profiling.profile.create.failed', 'wdp-profiling.profile.create'].map((name) =>
      coverage.documented.find(({ entry }) => entry.name === name),
    );
    expect(failed).toMatchObject({ state: 'seen', activity: { outcomes: { success: 0, failure: 4 } } });
    expect(plain).toMatchObject({ state: 'not-seen', underFailed: 4, activity: { events: 0 } });
    expect(coverage.activity).toMatchObject({ events: 4, outcomes: { failure: 4 } });
  });

  it('sets undocumented actions apart, with what they seem to be the failure of', () => {
    const { undocumented, documented } = coverageOf(scopeOf('kms'), [
      aCount('kms.secrets.create.failed', { events: 2 }),
      aCount('kms.secrets.frob', { events: 9 }),
      aCount('read/list', { emitter: 'kms' }),
    ]);
    expect(undocumented.map(({ action, service, failureOf }) => [action, service, failureOf?.name])).toEqual([
      ['kms.secrets.frob', 'kms', undefined],
      ['kms.secrets.create.failed', 'kms', 'kms.secrets.create'],
      ['read/list', 'kms', undefined],
    ]);
    expect(shareOf(documented).seen).toBe(0);
  });

  it('keeps what is documented later out of coverage', () => {
    const coverage = coverageOf(scopeOf('kms'), [aCount('kms.secrets.purge'), aCount('kms.keyrings.delete')]);
    expect(coverage.later.filter(({ state }) => state === 'seen').map(({ entry }) => entry.name)).toEqual([
      'kms.secrets.purge',
      'kms.key-rings.delete',
    ]);
    expect([shareOf(coverage.documented).seen, coverage.undocumented]).toEqual([0, []]);
  });

  it('gives the last time any name was ever seen', () => {
    const lastSeen = new Map([
      ['kms.importtoken.read', '2026-01-01T00:00:00.000000Z'],
      ['kms.import-token.read', '2026-02-01T00:00:00.000000Z'],
    ]);
    const { documented } = coverageOf(scopeOf('kms'), [], { lastSeen });
    expect(documented.find(({ entry }) => entry.name === 'kms.importtoken.read')?.lastEverSeen).toBe(
      '2026-02-01T00:00:00.000000Z',
    );
  });

  it('counts 231 actions of the products and 122 apart', () => {
    const coverage = coverageOf(scopeOf('all'), [aCount('kms.secrets.create'), aCount('user-management.user.create')]);
    expect(shareOf(headlineEntries(coverage))).toMatchObject({ documented: 231, seen: 1 });
    expect(coverage.documented).toHaveLength(353);
  });
});

describe('summaryOf', () => {
  const summary = (scope: string, counts: ActionCount[], arrived = 7) =>
    summaryOf(coverageOf(scopeOf(scope), counts), { during: 'in September 2026', arrived });
  const allOf = (id: string) =>
    scopeOf(id).services.flatMap((service) => service.actions.map(({ name }) => aCount(name)));

  it.each([
    [
      'some',
      'codeengine',
      () => [...allOf('codeengine').slice(0, 34), aCount('codeengine.a.b'), aCount('codeengine.a.c')],
      '34 of 37 documented Code Engine actions were seen in September 2026; 3 were not; 2 undocumented actions appeared.',
    ],
    [
      'one missing',
      'kms',
      () => allOf('kms').slice(1),
      '23 of 24 documented Key Protect actions were seen in September 2026; 1 was not; no undocumented action appeared.',
    ],
    [
      'one seen',
      'kms',
      () => [aCount('kms.secrets.create')],
      '1 of 24 documented Key Protect actions was seen in September 2026; 23 were not; no undocumented action appeared.',
    ],
    [
      'all',
      'kms',
      () => allOf('kms'),
      'All 24 documented Key Protect actions were seen in September 2026; no undocumented action appeared.',
    ],
    [
      'only undocumented',
      'kms',
      () => [aCount('kms.x.y')],
      'None of the 24 documented Key Protect actions was seen in September 2026; 1 undocumented action appeared.',
    ],
    [
      'later ones',
      'kms',
      () => [...allOf('kms'), aCount('kms.secrets.purge')],
      'All 24 documented Key Protect actions were seen in September 2026; no undocumented action appeared; 1 action that only newer documents list was seen too.',
    ],
    [
      'accounts',
      'account-management',
      () => allOf('account-management'),
      'All 122 documented account and user management actions were seen in September 2026; no undocumented action appeared.',
    ],
    [
      'everything',
      'all',
      () => allOf('all'),
      'All 231 documented actions were seen in September 2026; no undocumented action appeared. Of account and user management, 122 of 122 documented actions were seen.',
    ],
    [
      'nothing',
      'kms',
      () => [],
      'No event of Key Protect is known to have happened in September 2026: none of the 24 documented actions was seen. 7 items arrived in that time from all services.',
    ],
  ])('says it of %s', (_, scope, counts, sentence) => {
    expect(summary(scope, counts())).toBe(sentence);
  });

  it('warns when nothing arrived at all', () => {
    expect(summary('kms', [], 0)).toContain('check that events are being sent');
  });
});

describe('a report limited to a location or an account', () => {
  const coverage = (limit: string, counts: ActionCount[], scope = 'kms') =>
    coverageOf(scopeOf(scope), counts, { limit });
  const summary = (...given: Parameters<typeof coverage>) =>
    summaryOf(coverage(...given), { during: 'in September 2026', arrived: 7 });
  const BOTH = 'of account a1 in location mars';

  it.each<[name: string, limit: string, scope: string, counts: ActionCount[], sentence: string]>([
    [
      'some',
      BOTH,
      'kms',
      [aCount('kms.secrets.create')],
      '1 of 24 documented Key Protect actions was seen in September 2026 among events of account a1 in location mars; 23 were not; no undocumented action appeared.',
    ],
    [
      'nothing of a service',
      'in location mars',
      'kms',
      [],
      'No Key Protect event in location mars is known to have happened in September 2026: none of the 24 documented actions was seen there. 7 items arrived in that time from all services, locations and accounts.',
    ],
    [
      'nothing of all',
      'of account a1',
      'all',
      [],
      'No event of account a1 is known to have happened in September 2026: none of the 231 documented actions was seen there. 7 items arrived in that time from all services, locations and accounts.',
    ],
    [
      'accounts apart',
      'in location mars',
      'all',
      [aCount('kms.secrets.create')],
      '1 of 231 documented actions was seen in September 2026 among events in location mars; 230 were not; no undocumented action appeared. Of account and user management, 0 of 122 documented actions were seen there.',
    ],
  ])('says so in one sentence of %s', (_, limit, scope, counts, sentence) => {
    expect(summary(limit, counts, scope)).toBe(sentence);
  });

  it('says so in every line of attention', () => {
    const before = coverage(BOTH, [aCount('kms.secrets.create'), aCount('kms.secrets.list')]);
    const facts = { previous: before, previousWords: 'August 2026', daysWithout: ['2026-09-01'] };
    const now = coverage(BOTH, [aCount('kms.secrets.list', { outcome: 'pending' })]);
    expect(attentionOf(now, facts).map(({ text }) => text)).toEqual([
      'Among events of account a1 in location mars, 1 action seen in the period before (August 2026) was not seen in this one.',
      'Among events of account a1 in location mars, 23 documented actions were never seen, in this period or before it.',
      'Among events of account a1 in location mars, 1 action was seen only as pending: how they ended was not observed.',
    ]);
  });

  it('says so in every section that counts or denies, and in its notes', () => {
    const some = coverage(BOTH, [aCount('kms.secrets.create')]);
    const paragraphs = [
      ...actionSections(some),
      undocumentedSection(some),
      ...laterSections(some),
      notSeenSection(some),
    ]
      .flatMap((section) => section.paragraphs)
      .filter((paragraph) => /seen|appeared/.test(paragraph));
    expect(paragraphs).toHaveLength(4);
    for (const paragraph of [...paragraphs, coverageNotes(some).join(' ')])
      expect(paragraph).toContain(`events ${BOTH}`);
  });
});

describe('figures, chart, attention and tables', () => {
  const before = coverageOf(scopeOf('kms'), [aCount('kms.secrets.create'), aCount('kms.secrets.list')]);
  const now = coverageOf(scopeOf('kms'), [
    aCount('kms.secrets.create', { outcome: 'pending' }),
    aCount('kms.x.y', { events: 5 }),
  ]);

  it('compare with the period before, if there is one', () => {
    expect(figuresOf(now, before).slice(1, 5)).toEqual([
      { label: 'Documented actions seen', unit: 'count', value: 1, previous: 2 },
      { label: 'Documented actions not seen', unit: 'count', value: 23, previous: 22 },
      { label: 'Undocumented actions', unit: 'count', value: 1, previous: 0 },
      { label: 'Events', unit: 'count', value: 6, previous: 2 },
    ]);
    expect(figuresOf(now, null).every(({ previous }) => previous === null)).toBe(true);
  });

  it('draw sections of a service, services of a family, families of all', () => {
    const bars = (id: string) => chartOf(coverageOf(scopeOf(id), [])).bars;
    expect(chartOf(now).bars[0]).toEqual({ label: 'Keys', values: [1, 11] });
    expect(bars('kms').map(({ label }) => label)).toEqual(['Keys', 'Policies', 'Import tokens', 'Registrations']);
    expect(bars('key-protect')).toHaveLength(4);
    expect(bars('watsonx')).toHaveLength(9);
    expect(bars('all')).toHaveLength(5);
  });

  it('point at what fell silent first', () => {
    const lines = attentionOf(now, { previous: before, previousWords: 'August 2026', daysWithout: [] });
    expect(lines.map(({ text }) => text)).toEqual([
      '1 action seen in the period before (August 2026) was not seen in this one.',
      '1 undocumented action appeared, with 5 events.',
      '23 documented actions were never seen, in this period or before it.',
    ]);
  });

  it('list gaps first and say "pending only"', () => {
    const keys = actionSections(now).find(({ title }) => title === 'Keys')?.table;
    expect(keys?.rows).toHaveLength(12);
    expect(keys?.rows[0]?.cells[2]).toEqual({ state: 'not-seen', label: 'Not seen' });
    expect(keys?.rows.at(-1)?.cells.slice(0, 7)).toEqual([
      'kms.secrets.create',
      'Key created',
      { state: 'seen', label: 'Seen, pending only' },
      ...[0, 0, 1, 0],
    ]);
  });
});
