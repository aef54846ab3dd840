import { describe, expect, it } from '@jest/globals';
import { type Scope, findScope } from '@trailkeeper/catalog';
import type { ActionCount } from '../counts/action-count.js';
import { type CoverageAttestation, attestationsOf } from './attestations.js';
import { attentionOf } from './attention.js';
import { chartOf } from './chart.js';
import { COVERAGE_COLUMNS, coverageCsv } from './coverage-csv.js';
import { coverageNotes } from './coverage-notes.js';
import { shareOf } from './coverage-share.js';
import { type Coverage, coverageOf } from './coverage.js';
import { figuresOf } from './figures.js';
import { actionSections } from './sections/action-sections.js';
import { attestedSections } from './sections/attested-section.js';
import { notSeenSection } from './sections/not-seen-section.js';
import { shareSections } from './sections/share-sections.js';
import { summaryOf } from './summary.js';
import { anAttestation } from './testing/an-attestation.js';

const SEPTEMBER = { from: new Date('2026-09-01T00:00:00Z'), to: new Date('2026-10-01T00:00:00Z') };

function scopeOf(id: string): Scope {
  const scope = findScope(id);
  if (scope === undefined) throw new Error(`no scope ${id}`);
  return scope;
}

function aCount(action: string, events = 1): ActionCount {
  const seen = '2026-09-15T10:00:07.000000Z';
  return { action, emitter: '', outcome: 'success', events, firstSeen: seen, lastSeen: seen, late: 0 };
}

/** What September was, with these actions seen once each and these attested. */
function september(
  seen: readonly string[],
  attested: readonly (string | Partial<CoverageAttestation>)[],
  { scope = 'kms', limit }: { scope?: string; limit?: string } = {},
): Coverage {
  const attestations = attestationsOf(
    SEPTEMBER,
    attested.map((one) => anAttestation(typeof one === 'string' ? { action: one } : one)),
  );
  return coverageOf(
    scopeOf(scope),
    seen.map((action) => aCount(action)),
    { attestations, limit },
  );
}

const namesOf = (id: string) => scopeOf(id).services.flatMap((service) => service.actions.map(({ name }) => name));
const KMS = namesOf('kms');
const PRODUCTS = namesOf('all').filter((name) => !namesOf('account-management').includes(name));

describe('an attested action', () => {
  it.each<
    [what: string, seen: string[], attested: (string | Partial<CoverageAttestation>)[], state: string, counts: boolean]
  >([
    ['not seen', [], ['kms.importtoken.read'], 'attested', true],
    ['seen', ['kms.importtoken.read'], ['kms.importtoken.read'], 'seen', true],
    ['seen under another name', ['kms.import-token.read'], ['kms.importtoken.read'], 'seen', true],
    ['only seen to fail under .failed', ['kms.importtoken.read.failed'], ['kms.importtoken.read'], 'attested', true],
    [
      'attested without a gap by two',
      [],
      [
        { id: 'a', until: '2026-09-15T00:00:00.000000Z' },
        { id: 'b', from: '2026-09-15T00:00:00.000000Z' },
      ],
      'attested',
      true,
    ],
    ['attested for a part', [], [{ until: '2026-09-15T00:00:00.000000Z' }], 'not-seen', false],
    ['not attested', [], ['kms.secrets.create'], 'not-seen', false],
  ])('that was %s', (_, seen, attested, state, counts) => {
    const entry = september(seen, attested).documented.find((of) => of.entry.name === 'kms.importtoken.read');
    expect([entry?.state, entry?.attestation !== null]).toEqual([state, counts]);
  });

  it.each([
    [
      'one of 24 attested',
      KMS.slice(4),
      KMS.slice(0, 1),
      { seen: 20, notSeen: 3, attested: 1, percent: (20 / 23) * 100 },
    ],
    [
      'one attested yet seen',
      KMS.slice(4),
      KMS.slice(4, 5),
      { seen: 20, notSeen: 4, attested: 0, percent: (20 / 24) * 100 },
    ],
    ['all not seen attested', KMS.slice(4), KMS.slice(0, 4), { seen: 20, notSeen: 0, attested: 4, percent: 100 }],
    ['all attested', [], KMS, { seen: 0, notSeen: 0, attested: 24, percent: null }],
  ])('is counted right: %s', (_, seen, attested, share) => {
    expect(shareOf(september(seen, attested).documented)).toEqual({ documented: 24, ...share });
  });
});

describe('the summary of attested actions', () => {
  const NO_OTHER = 'no undocumented action appeared';
  it.each<[what: string, scope: string, seen: string[], attested: string[], sentence: string]>([
    [
      'some of each',
      'kms',
      KMS.slice(3),
      KMS.slice(0, 2),
      `21 of 24 documented Key Protect actions were seen in September 2026; 1 was not; 2 are attested as not applicable; ${NO_OTHER}.`,
    ],
    [
      'one, and all else seen',
      'kms',
      KMS.slice(1),
      KMS.slice(0, 1),
      `23 of 24 documented Key Protect actions were seen in September 2026; 1 is attested as not applicable; ${NO_OTHER}.`,
    ],
    [
      'one seen all the same',
      'kms',
      KMS,
      KMS.slice(0, 1),
      `All 24 documented Key Protect actions were seen in September 2026; 1 was seen although attested as not applicable; ${NO_OTHER}.`,
    ],
    [
      'some seen all the same and others not',
      'kms',
      KMS.slice(2),
      KMS.slice(0, 4),
      `22 of 24 documented Key Protect actions were seen in September 2026; 2 are attested as not applicable; 2 were seen although attested as not applicable; ${NO_OTHER}.`,
    ],
    [
      'none seen',
      'kms',
      ['kms.x.y'],
      KMS.slice(0, 2),
      'None of the 24 documented Key Protect actions was seen in September 2026; 2 are attested as not applicable; 1 undocumented action appeared.',
    ],
    [
      'no event',
      'kms',
      [],
      KMS.slice(0, 1),
      'No event of Key Protect is known to have happened in September 2026: none of the 24 documented actions was seen; 1 is attested as not applicable. 7 items arrived in that time from all services.',
    ],
    [
      'those of accounts apart',
      'all',
      [...PRODUCTS, ...namesOf('account-management').slice(0, 1)],
      namesOf('account-management'),
      `All 231 documented actions were seen in September 2026; ${NO_OTHER}. Of account and user management, 1 of 122 documented actions was seen; 121 are attested as not applicable; 1 was seen although attested as not applicable.`,
    ],
  ])('says it of %s', (_, scope, seen, attested, sentence) => {
    expect(summaryOf(september(seen, attested, { scope }), { during: 'in September 2026', arrived: 7 })).toBe(sentence);
  });
});

describe('attention to attested actions', () => {
  const lines = (now: Coverage, previous: Coverage | null = null) =>
    attentionOf(now, { previous, previousWords: 'August 2026', daysWithout: [] });

  it.each([
    [1, '1 action attested as not applicable was seen all the same, with 1 event.'],
    [2, '2 actions attested as not applicable were seen all the same, with 2 events.'],
  ])('is first drawn to %s seen all the same', (count, text) => {
    expect(lines(september(KMS, KMS.slice(0, count)))[0]).toEqual({ text, section: 'attested' });
    expect(lines(september(KMS, KMS.slice(0, 1), { limit: 'of account a1' }))[0]?.text).toMatch(
      /^Among events of account a1, 1 action attested/,
    );
  });

  it('is not drawn to what is silent as attested, and says so where it counts the others', () => {
    const before = september(KMS.slice(0, 3), []);
    expect(lines(september([], KMS.slice(0, 2)), before).map(({ text }) => text)).toEqual([
      '1 action seen in the period before (August 2026) was not seen in this one, those attested as not applicable apart.',
      '22 documented actions were never seen, in this period or before it, those attested as not applicable apart.',
    ]);
    expect(lines(september([], KMS), before)).toEqual([]);
  });
});

describe('figures, chart and tables of attested actions', () => {
  const now = september(KMS.slice(3), KMS.slice(0, 2));
  const none = september(KMS.slice(3), []);

  it('have a figure of their own, and then none for events, in this period or the one before', () => {
    expect(figuresOf(now, none).map(({ label, value, previous }) => [label, value, previous])).toEqual([
      ['Coverage', (21 / 22) * 100, (21 / 24) * 100],
      ['Documented actions seen', 21, 21],
      ['Documented actions not seen', 1, 3],
      ['Attested as not applicable', 2, 0],
      ['Undocumented actions', 0, 0],
      ['Events with outcome failure', 0, 0],
    ]);
    expect(figuresOf(none, now)[3]).toMatchObject({ label: 'Attested as not applicable', value: 0, previous: 2 });
    expect(figuresOf(none, null).map(({ label }) => label)).not.toContain('Attested as not applicable');
    expect(figuresOf(september([], KMS), null)[0]?.value).toBeNull();
  });

  it('have a series of their own, if there are any', () => {
    const chart = chartOf(now);
    expect(chart.series.at(-1)).toEqual({ state: 'attested', label: 'Attested' });
    expect(chart.bars[0]).toEqual({ label: 'Keys', values: [9, 1, 2] });
    expect(chart.description).toMatch(/^Keys: 9 seen, 1 not seen, 2 attested; /);
    expect(chartOf(none).series).toHaveLength(2);
    expect(chartOf(september(KMS, KMS)).series).toHaveLength(2);
  });

  it('have a column of their own in the tables of shares, if there are any', () => {
    const shares = (coverage: Coverage) =>
      shareSections(coverage).map(({ table }) => [table?.columns.map(({ title }) => title), table?.rows[0]?.cells]);
    const given = { scope: 'key-protect' };
    expect(shares(september(KMS.slice(3), KMS.slice(0, 2), given))).toEqual([
      [
        ['Service', 'Documented', 'Seen', 'Not seen', 'Attested', 'Coverage', 'Events of documented actions'],
        ['Key Protect (kms)', 24, 21, 1, 2, (21 / 22) * 100, 21],
      ],
    ]);
    expect(shares(september(KMS, KMS, given))[0]?.[0]).not.toContain('Attested');
  });

  it('come after what was not seen and before what was', () => {
    const keys = actionSections(now).find(({ title }) => title === 'Keys')?.table;
    expect(keys?.rows.slice(0, 4).map(({ cells }) => cells[2])).toEqual([
      { state: 'not-seen', label: 'Not seen' },
      { state: 'attested', label: 'Attested' },
      { state: 'attested', label: 'Attested' },
      { state: 'seen', label: 'Seen' },
    ]);
    expect(actionSections(now)[0]?.paragraphs[0]).toBe(
      '21 of 24 were seen; 2 are attested as not applicable. Service kms. Actions not seen come first, then those attested, then the most frequent.',
    );
    expect(actionSections(september(KMS.slice(0, 1), KMS.slice(1, 2)))[0]?.paragraphs[0]).toMatch(
      /^1 of 24 was seen; 1 is attested as not applicable\./,
    );
  });

  it.each<[what: string, seen: string[], attested: string[], rows: number, words: string]>([
    ['none', KMS, [], 0, 'Every documented action was seen.'],
    ['seen ones', KMS, KMS, 0, 'Every documented action was seen.'],
    [
      'one',
      KMS.slice(1),
      KMS.slice(0, 1),
      0,
      'Every documented action was seen, but for 1 that is attested as not applicable.',
    ],
    [
      'some',
      KMS.slice(2),
      KMS.slice(0, 2),
      0,
      'Every documented action was seen, but for 2 that are attested as not applicable.',
    ],
    ['all', [], KMS, 0, 'Every documented action is attested as not applicable.'],
    [
      'one beside another not seen',
      KMS.slice(2),
      KMS.slice(0, 1),
      1,
      '1 more was not seen, but is attested as not applicable and listed apart.',
    ],
    [
      'some beside others not seen',
      KMS.slice(4),
      KMS.slice(0, 2),
      2,
      '2 more were not seen, but are attested as not applicable and listed apart.',
    ],
  ])('are not among what was not seen: %s', (_, seen, attested, rows, words) => {
    const { paragraphs, table } = notSeenSection(september(seen, attested));
    expect([table?.rows.length ?? 0, paragraphs.at(-1)]).toEqual([rows, words]);
  });
});

describe('the section of attestations', () => {
  it('is only there if any overlaps the period; so is the note', () => {
    const past = september(KMS, [{ until: '2026-09-01T00:00:00.000000Z' }]);
    expect(attestedSections(past)).toEqual([]);
    expect(coverageNotes(past).join(' ')).not.toContain('"Attested"');
    expect(coverageNotes(september(KMS, ['kms.importtoken.read'])).join(' ')).toContain('"Attested" means');
  });

  it('lists contradictions first, then what counts, then what does not and why', () => {
    const ends = '2026-09-20T00:00:00.000000Z';
    const begins = '2026-09-10T00:00:00.000000Z';
    const coverage = september(
      ['kms.secrets.create', 'kms.secrets.list'],
      [
        { action: 'kms.secrets.read', from: begins, until: ends },
        { action: 'kms.secrets.delete', from: begins },
        { action: 'kms.secrets.list', until: ends },
        { action: 'kms.importtoken.read', reason: 'Imports\nare  off.', from: '2026-09-01T00:00:00.000000Z' },
        { action: 'kms.importtoken.read', attestedAt: '2025-01-15T09:00:00.000000Z', recordedBy: 'Mira Okafor' },
        { action: 'kms.secrets.create' },
      ],
    );
    const [section] = attestedSections(coverage);
    expect(section?.table?.rows.map(({ cells }) => [cells[0], cells[5]])).toEqual([
      ['kms.secrets.create', { state: 'seen', label: 'Seen: contradicts' }],
      ['kms.importtoken.read', { state: 'attested', label: 'Attested' }],
      ['kms.secrets.read', { state: 'not-seen', label: 'Not seen; does not count: begins and ends in the period' }],
      ['kms.secrets.list', { state: 'seen', label: 'Seen; does not count: ends in the period' }],
      ['kms.secrets.delete', { state: 'not-seen', label: 'Not seen; does not count: begins in the period' }],
      ['kms.importtoken.read', { state: 'attested', label: 'Attested; does not count: not needed' }],
    ]);
    expect(section?.table?.rows[1]).toEqual({
      cells: [
        'kms.importtoken.read',
        'Mira Okafor',
        '2026-09-01T00:00:00.000000Z',
        '2027-01-01T00:00:00.000000Z',
        '2026-01-15T09:00:00.000000Z',
        { state: 'attested', label: 'Attested' },
      ],
      notes: ['Recorded by administrator.', 'Reason: Imports are off.'],
    });
    expect(section?.table?.rows.at(-1)?.notes).toEqual(['Reason: No import here.']);
    expect(section?.table?.rows.at(-1)?.cells[2]).toBe('all time');
  });

  it('says of those that count together that each does so with others', () => {
    const [section] = attestedSections(
      september(
        ['kms.secrets.create'],
        ['kms.importtoken.read', 'kms.secrets.create'].flatMap((action) => [
          { id: 'a', action, until: '2026-09-15T00:00:00.000000Z' },
          { id: 'b', action, from: '2026-09-15T00:00:00.000000Z' },
        ]),
      ),
    );
    expect(section?.table?.rows.map(({ cells }) => cells[5])).toEqual([
      ...Array.from({ length: 2 }, () => ({ state: 'seen', label: 'Seen: contradicts, with others' })),
      ...Array.from({ length: 2 }, () => ({ state: 'attested', label: 'Attested, with others' })),
    ]);
  });

  it('holds 1,000 of any number, and says how many there are', () => {
    const many = Array.from({ length: 1_500 }, (_one, index) => ({ id: String(index).padStart(4, '0') }));
    const [section] = attestedSections(september([], many));
    expect(section?.table).toMatchObject({ totalRows: 1_500, rowsAre: 'attestations' });
    expect(section?.table?.rows).toHaveLength(1_000);
  });

  it('cuts a long reason with a mark', () => {
    const [section] = attestedSections(september([], [{ reason: 'x'.repeat(2000) }]));
    expect(section?.table?.rows[0]?.notes?.at(-1)).toMatch(/x… \(cut: 1,400 more characters\)$/);
  });
});

describe('the CSV of attested actions', () => {
  it('has who, until when and why in its last columns, also of what was seen all the same', async () => {
    const seen = ['kms.secrets.create', 'kms.secrets.purge', 'kms.x.y'];
    const { columns, rows } = coverageCsv(september(seen, ['kms.secrets.create', 'kms.importtoken.read']));
    expect(columns.slice(-3)).toEqual([
      { name: 'attested_by', kind: 'text' },
      { name: 'attested_until', kind: 'time' },
      { name: 'attested_reason', kind: 'text' },
    ]);
    const [state, action] = ['state', 'action'].map((name) => COVERAGE_COLUMNS.findIndex((one) => one.name === name));
    const filled: unknown[] = [];
    for await (const some of rows) {
      expect(some.every((cells) => cells.length === columns.length)).toBe(true);
      for (const cells of some.filter((one) => one.at(-1) !== null))
        filled.push([cells[action!], cells[state!], ...cells.slice(-3)]);
    }
    const word = ['Mira Okafor', '2027-01-01T00:00:00.000000Z', 'No import here.'];
    expect(filled).toEqual([
      ['kms.secrets.create', 'seen', ...word],
      ['kms.importtoken.read', 'attested', ...word],
    ]);
  });
});
