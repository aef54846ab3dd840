import type { Column, Section } from '@trailkeeper/contract';
import { BURST_RULE } from '../bursts.js';
import type { DeletionFacts } from '../deletion-facts.js';
import { shortened } from '../../shortened.js';
import { amongWords } from '../../scope-words.js';

/** Many deletions by one initiator in a short time, with the rule that says what is one. */
export function burstsSection(facts: DeletionFacts): Section {
  const { ranges, kept } = facts.gathered.bursts;
  const names = new Map(facts.gathered.initiators.map(({ id, name }) => [id, name]));
  const rows = kept.map(({ number, initiatorId, events, firstAt, lastAt }) => ({
    cells: [number, names.get(initiatorId) ?? null, shortened(initiatorId), events, firstAt, lastAt],
  }));
  return {
    id: 'bursts',
    title: 'Bursts',
    level: 1,
    paragraphs: [BURST_RULE, ...(ranges.length === 0 ? [`No burst was found${amongWords(facts)}.`] : [])],
    table: ranges.length === 0 ? null : { columns: COLUMNS, rows, totalRows: ranges.length, rowsAre: 'event-counts' },
  };
}

const COLUMNS: Column[] = [
  { title: 'Burst', kind: 'count', weight: 10 },
  { title: 'Initiator', kind: 'text', weight: 32 },
  { title: 'Id', kind: 'code', weight: 36 },
  { title: 'Deletions', kind: 'count', weight: 15 },
  { title: 'First', kind: 'time', weight: 22 },
  { title: 'Last', kind: 'time', weight: 22 },
];
