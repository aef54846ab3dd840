import type { Column, Section } from '@trailkeeper/contract';
import type { Coverage } from '../coverage.js';
import { shareOf } from '../coverage-share.js';
import {
  ACTION_COLUMN,
  MEANING_COLUMN,
  OUTCOME_COLUMNS,
  STATE_COLUMN,
  notesOf,
  outcomeCells,
  stateCell,
} from './cells.js';
import { byEvents } from './order.js';
import { amongWords } from '../../scope-words.js';

/** Actions that only a newer edition of a service's page lists, with its date; none for services with one edition. */
export function laterSections(coverage: Coverage): Section[] {
  const { later } = coverage;
  if (later.length === 0) return [];
  const { seen, documented } = shareOf(later);
  const rows = [...later].sort(byEvents).map((of) => ({
    cells: [
      of.entry.name,
      of.entry.title,
      of.entry.document.date,
      stateCell(of),
      ...outcomeCells(of.activity),
      of.activity.lastSeen,
    ],
    ...notesOf(of),
  }));
  const text =
    `Only a newer edition of the service's page lists these actions; ${seen} of ${documented} were seen${amongWords(coverage)}. ` +
    'They are no part of coverage, which counts what the first edition promised.';
  return [
    {
      id: 'documented-later',
      title: 'Actions documented later',
      level: 1,
      paragraphs: [text],
      table: { columns: COLUMNS, rows, totalRows: rows.length },
    },
  ];
}

const COLUMNS: Column[] = [
  ACTION_COLUMN,
  MEANING_COLUMN,
  { title: 'Listed since', kind: 'text', weight: 1.8 },
  STATE_COLUMN,
  ...OUTCOME_COLUMNS,
  { title: 'Last seen', kind: 'time', weight: 2.6 },
];
