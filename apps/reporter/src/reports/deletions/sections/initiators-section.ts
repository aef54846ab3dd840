import { DELETION_HEADINGS } from '@trailkeeper/catalog';
import type { Column, Section } from '@trailkeeper/contract';
import type { DeletionFacts } from '../deletion-facts.js';
import type { Initiator } from '../gather-deletions.js';
import { HEADING_WORDS, countsInOrder } from '../headings.js';
import { MAX_ROWS } from '../../max-rows.js';
import { shortened } from '../../shortened.js';
import { amongWords } from '../../scope-words.js';

/** Who deleted how much, those with the most deletions first. */
export function initiatorsSection(facts: DeletionFacts): Section {
  const { initiators } = facts.gathered;
  const rows = initiators.slice(0, MAX_ROWS).map(rowOf);
  return {
    id: 'initiators',
    title: 'Top initiators',
    level: 1,
    paragraphs:
      initiators.length === 0
        ? [`No one is known to have deleted or attempted to${amongWords(facts)}.`]
        : ['One row for each initiator id, with the last name seen for it; those with the most deletions first.'],
    table:
      initiators.length === 0
        ? null
        : { columns: COLUMNS, rows, totalRows: initiators.length, rowsAre: 'event-counts' },
  };
}

function rowOf({ id, name, byHeading, firstAt, lastAt }: Initiator) {
  return {
    cells: [id === null ? 'No initiator id' : name, shortened(id), ...countsInOrder(byHeading), firstAt, lastAt],
  };
}

const COLUMNS: Column[] = [
  { title: 'Initiator', kind: 'text', weight: 28 },
  { title: 'Id', kind: 'code', weight: 30 },
  ...DELETION_HEADINGS.map((heading): Column => ({ title: HEADING_WORDS[heading], kind: 'count', weight: 13 })),
  { title: 'First', kind: 'time', weight: 20 },
  { title: 'Last', kind: 'time', weight: 20 },
];
