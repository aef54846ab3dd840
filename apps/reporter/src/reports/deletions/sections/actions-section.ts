import { DELETION_HEADINGS, describeAction } from '@trailkeeper/catalog';
import type { Column, Section } from '@trailkeeper/contract';
import type { DeletionFacts } from '../deletion-facts.js';
import type { CountedDeletion } from '../deletion-counts.js';
import { HEADING_WORDS, countsInOrder } from '../headings.js';
import { MAX_ROWS } from '../../max-rows.js';
import { amongWords } from '../../scope-words.js';

/** Which actions the events came under, the most frequent first; the inferred ones marked. */
export function actionsSection(facts: DeletionFacts): Section {
  const { actions } = facts.counts;
  const rows = actions.slice(0, MAX_ROWS).map(rowOf);
  const text =
    'By what the catalog says an action does. "Inferred": no document lists the action, and its name reads like a deletion.';
  return {
    id: 'actions',
    title: 'By action',
    level: 1,
    paragraphs: actions.length === 0 ? [`No such action was seen${amongWords(facts)}.`] : [text],
    table: actions.length === 0 ? null : { columns: COLUMNS, rows, totalRows: actions.length, rowsAre: 'event-counts' },
  };
}

function rowOf({ action, byHeading, isInferred }: CountedDeletion) {
  const { entry } = describeAction(action);
  const notes = entry?.note === undefined ? {} : { notes: [entry.note] };
  const classified = isInferred ? ('Inferred' as const) : ('Documented' as const);
  return { cells: [action, entry?.title ?? null, classified, ...countsInOrder(byHeading)], ...notes };
}

const COLUMNS: Column[] = [
  { title: 'Action', kind: 'code', weight: 40 },
  { title: 'What it does', kind: 'text', weight: 30 },
  { title: 'Classified', kind: 'text', weight: 16 },
  ...DELETION_HEADINGS.map((heading): Column => ({ title: HEADING_WORDS[heading], kind: 'count', weight: 13 })),
];
