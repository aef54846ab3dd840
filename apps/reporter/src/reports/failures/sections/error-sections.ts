import type { Column, Section, Table } from '@trailkeeper/contract';
import { countWords } from '../../count-words.js';
import type { FailureFacts } from '../failure-facts.js';
import { codeMeaning, codeName, isRefusedKey } from '../reason-code.js';
import { eventTable, eventTableWords } from './event-table.js';
import { amongWords } from '../../scope-words.js';

/** Failures that were not refusals: by reason code, then event by event. */
export function errorSections(facts: FailureFacts): Section[] {
  const { errors } = facts.failed;
  const heading = { id: 'errors', title: 'Errors by reason code', level: 1 as const };
  if (errors.events === 0) {
    return [
      {
        ...heading,
        paragraphs: [`There was no error${amongWords(facts)}: nothing failed for another reason than being refused.`],
        table: null,
      },
    ];
  }
  const text = `Every failure that was not refused: ${countWords(errors.events, 'event')}${amongWords(facts)}. The most frequent reason first.`;
  return [
    { ...heading, paragraphs: [text], table: codeTable(facts) },
    {
      id: 'error-events',
      title: 'Errors, event by event',
      level: 2,
      paragraphs: eventTableWords(errors),
      table: eventTable(errors),
    },
  ];
}

function codeTable({ failed, previous }: FailureFacts): Table {
  const before = previous?.events?.byCode;
  const rows = [...failed.byCode]
    .filter(([key]) => !isRefusedKey(key))
    .sort(([left, one], [right, other]) => other.events - one.events || (left < right ? -1 : 1))
    .map(([key, { events, firstSeen, lastSeen }]) => ({
      cells: [
        codeName(key),
        codeMeaning(key),
        events,
        before === undefined ? null : (before.get(key) ?? 0),
        (events / failed.errors.events) * 100,
        firstSeen,
        lastSeen,
      ],
    }));
  return { columns: COLUMNS, rows, totalRows: rows.length };
}

const COLUMNS: Column[] = [
  { title: 'Reason code', kind: 'text', weight: 2.6 },
  { title: 'What HTTP calls it', kind: 'text', weight: 3.4 },
  { title: 'Errors', kind: 'count', weight: 1.6 },
  { title: 'Period before', kind: 'count', weight: 1.6 },
  { title: 'Share', kind: 'percent', weight: 1.4 },
  { title: 'First', kind: 'time', weight: 2.6 },
  { title: 'Last', kind: 'time', weight: 2.6 },
];
