import type { Column, Row, Table } from '@trailkeeper/contract';
import type { EventRow } from '../../read-events.js';
import { endOfId, saysType } from '../../row-words.js';
import { type UsualReasons, reasonNotes, usualReasonWords, usualReasonsOf } from '../../usual-reasons.js';
import type { FailedKind } from '../failed-events.js';

/** Failed events one by one, the oldest first. What the event does not say is null, drawn as a dash. */
export function eventTable({ events, first }: FailedKind): Table {
  const usual = usualReasonsOf(first);
  return { columns: COLUMNS, rows: first.map((row) => rowOf(row, usual)), totalRows: events };
}

function rowOf(row: EventRow, usual: UsualReasons): Row {
  const initiator = row.initiatorName ?? endOfId(row.initiatorId);
  const target = row.targetName ?? endOfId(row.targetId);
  const notes = [
    ...reasonNotes(row, usual),
    ...(initiator === row.initiatorId ? [] : said('Initiator', row.initiatorId)),
    ...said('Address', row.initiatorAddress),
    ...said('Correlation', row.correlationId),
    ...(saysType(row) ? [] : said('Type', row.targetType)),
    // last, being the longest
    ...(target === row.targetId ? [] : said('Target', row.targetId)),
  ];
  const code = row.reasonCode === null ? null : String(row.reasonCode);
  return {
    cells: [row.occurredAt, row.action, target, initiator, code],
    ...(notes.length === 0 ? {} : { notes }),
  };
}

function said(what: string, text: string | null): string[] {
  return text === null || text === '' ? [] : [`${what}: ${text}`];
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
