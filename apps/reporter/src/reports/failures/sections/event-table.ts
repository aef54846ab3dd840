import type { Column, Row, Table } from '@trailkeeper/contract';
import type { EventRow } from '../../read-events.js';
import type { FailedKind } from '../failed-events.js';

/** Failed events one by one, the oldest first. What the event does not say is null, drawn as a dash. */
export function eventTable({ events, first }: FailedKind): Table {
  return { columns: COLUMNS, rows: first.map(rowOf), totalRows: events };
}

function rowOf(row: EventRow): Row {
  const initiator = row.initiatorName ?? row.initiatorId;
  const target = row.targetName ?? endOf(row.targetId);
  const notes = [
    ...said('Reason', row.reasonText),
    ...(initiator === row.initiatorId ? [] : said('Initiator id', row.initiatorId)),
    ...said('Target type', row.targetType),
    ...said('Correlation id', row.correlationId),
    // Last, being the longest and without a place to break.
    ...(target === row.targetId ? [] : said('Target id', row.targetId)),
  ];
  const code = row.reasonCode === null ? null : String(row.reasonCode);
  return {
    cells: [row.occurredAt, row.action, initiator, row.initiatorAddress, target, code],
    ...(notes.length === 0 ? {} : { notes }),
  };
}

/** A short id as it is; of a long one (a CRN) the end, marked, since the whole stands under the row. */
function endOf(id: string | null): string | null {
  if (id === null || id.length <= 40) return id;
  const end = id.slice(Math.max(id.lastIndexOf(':'), id.lastIndexOf('/')) + 1);
  return end === id || end === '' ? id : `…${end}`;
}

function said(what: string, text: string | null): string[] {
  return text === null || text === '' ? [] : [`${what}: ${text}`];
}

/** Said above such a table. */
export const EVENT_TABLE_WORDS =
  'The oldest first. Under each event: the reason as the producer gave it, ids and the correlation id. A dash: the event does not say.';

const COLUMNS: Column[] = [
  { title: 'When', kind: 'time', weight: 3.4 },
  { title: 'Action', kind: 'code', weight: 4.2 },
  { title: 'Initiator', kind: 'text', weight: 4.4 },
  { title: 'Address', kind: 'code', weight: 2.8 },
  { title: 'Target', kind: 'code', weight: 3.2 },
  { title: 'Code', kind: 'code', weight: 1 },
];
