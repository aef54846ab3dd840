import type { Column, Row, Table } from '@trailkeeper/contract';
import type { EventRow } from '../../read-events.js';
import { idNotes, shownName } from '../../row-words.js';
import { type UsualReasons, reasonNotes, usualReasonWords, usualReasonsOf } from '../../usual-reasons.js';
import type { FailedKind } from '../failed-events.js';

/** Failed events one by one, the oldest first. What the event does not say is null, drawn as a dash. */
export function eventTable({ events, first }: FailedKind): Table {
  const usual = usualReasonsOf(first);
  return { columns: COLUMNS, rows: first.map((row) => rowOf(row, usual)), totalRows: events };
}

function rowOf(row: EventRow, usual: UsualReasons): Row {
  const notes = [...reasonNotes(row, usual), ...idNotes(row)];
  const code = row.reasonCode === null ? null : String(row.reasonCode);
  const target = shownName(row.targetName, row.targetId);
  const initiator = shownName(row.initiatorName, row.initiatorId);
  return {
    cells: [row.occurredAt, row.action, target, initiator, code],
    ...(notes.length === 0 ? {} : { notes }),
  };
}

/** Said above such a table. */
export function eventTableWords({ first }: FailedKind): string[] {
  return [
    'The oldest first; under each event the reason as the producer gave it, the ids, and the type of the target where the action does not say it. A dash: the event does not say.',
    ...usualReasonWords(usualReasonsOf(first)),
  ];
}

/** Nearly all actions stand on one line: addresses and ids stand below to make room. */
const COLUMNS: Column[] = [
  { title: 'When', kind: 'time', weight: 71 },
  { title: 'Action', kind: 'code', weight: 200 },
  { title: 'Target', kind: 'text', weight: 78 },
  { title: 'Initiator', kind: 'text', weight: 98 },
  { title: 'Code', kind: 'code', weight: 18 },
];
