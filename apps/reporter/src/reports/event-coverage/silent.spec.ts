import { describe, expect, it } from '@jest/globals';
import { findScope } from '@trailkeeper/catalog';
import type { Source } from '@trailkeeper/contract';
import { MAX_ROWS } from '../max-rows.js';
import { attentionOf } from './attention.js';
import { coverageNotes } from './coverage-notes.js';
import { type Coverage, coverageOf } from './coverage.js';
import { silentSections } from './sections/silent-section.js';

const DAY = 86_400;

function aSilentSource(changes: Partial<Source> = {}): Source {
  return {
    kind: 'service',
    name: 'kms',
    family: 'key-protect',
    state: 'silent',
    lastEventAt: '2026-11-01T10:00:07.000000Z',
    lastArrivedAt: null,
    silentForSeconds: 20.5 * DAY,
    usualGapSeconds: 900,
    silentAfterSeconds: 3_600,
    ...changes,
  };
}

const A_KEY = aSilentSource({
  kind: 'key',
  name: 'shipper Frankfurt',
  lastEventAt: null,
  lastArrivedAt: '2026-11-19T10:00:07.000000Z',
  silentForSeconds: 2 * DAY,
});

function coverageWith(silent: Source[], limit?: string): Coverage {
  const scope = findScope('all');
  if (scope === undefined) throw new Error('the catalog knows no scope "all"');
  return coverageOf(scope, [], { silent, limit });
}

const attention = (coverage: Coverage) =>
  attentionOf(coverage, { previous: null, previousWords: 'August 2026', daysWithout: [] })[0];

describe('a silent source', () => {
  it('needs attention before what was not seen', () => {
    expect(attention(coverageWith([aSilentSource()]))).toEqual({
      text: '1 service was silent when this report was made: Key Protect (kms) for 20 days.',
      section: 'silent-sources',
    });
  });

  it('is named with at most one other, services and keys counted apart', () => {
    const others = ['made', 'up'].map((name) => aSilentSource({ name, family: null, silentForSeconds: DAY / 2 }));
    expect(attention(coverageWith([aSilentSource(), A_KEY, ...others]))?.text).toBe(
      '3 services and 1 ingest key were silent when this report was made: Key Protect (kms) for 20 days, ingest key "shipper Frankfurt" for 2 days, 2 others.',
    );
  });

  it('is looked for among the events a report is limited to', () => {
    const coverage = coverageWith([aSilentSource()], 'in location eu-de');
    expect(attention(coverage)?.text).toMatch(/^Among events in location eu-de, 1 service was silent/);
    expect(silentSections(coverage)[0]?.paragraphs[0]).toMatch(/Only events in location eu-de were looked at\.$/);
  });

  it('stands in a table, with its last time, what is usual, and for how long', () => {
    const [section] = silentSections(coverageWith([aSilentSource(), A_KEY]));
    expect(section?.table?.rows.map(({ cells }) => cells)).toEqual([
      ['Key Protect (kms)', '2026-11-01T10:00:07.000000Z', '15 minutes', '20 days'],
      ['ingest key "shipper Frankfurt"', '2026-11-19T10:00:07.000000Z', '15 minutes', '2 days'],
    ]);
  });

  it('stands in no longer a table than a page can bear', () => {
    const many = Array.from({ length: MAX_ROWS + 5 }, (_, index) => aSilentSource({ name: `made-${index}` }));
    const [section] = silentSections(coverageWith(many));
    expect(section?.table).toMatchObject({ totalRows: MAX_ROWS + 5, rowsAre: 'sources' });
    expect(section?.table?.rows).toHaveLength(MAX_ROWS);
  });

  it('is not looked for among more services than can be made up, and the report says so', () => {
    const scope = findScope('all')!;
    const notes = (count: number, isAtLeast: boolean) =>
      coverageNotes(coverageOf(scope, [], { servicesLeftOut: { count, isAtLeast } })).join(' ');
    expect(notes(0, false)).not.toContain('left out');
    expect(notes(0, true)).toContain('some more were left out');
    expect(notes(1_234, false)).toContain('; 1,234 more were left out');
    expect(notes(9_000, true)).toContain('; at least 9,000 more were left out');
  });

  it('is not spoken of where there is none', () => {
    const coverage = coverageWith([]);
    expect(silentSections(coverage)).toEqual([]);
    expect(coverageNotes(coverage).join(' ')).not.toContain('"Silent"');
    expect(coverageNotes(coverageWith([A_KEY])).join(' ')).toContain('"Silent" means that nothing came');
    expect(attention(coverage)?.section).not.toBe('silent-sources');
  });
});
