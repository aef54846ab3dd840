import { describeAction, findService } from '@trailkeeper/catalog';
import type { EventRow } from '../read-events.js';
import type { CsvCell, CsvColumn, CsvTable } from '../report-kind.js';
import { actOf } from './action-failures.js';
import { isRefused } from './reason-code.js';

/** Every failed event, oldest first. */
export function failuresCsv(rows: AsyncIterable<EventRow>): CsvTable {
  return { columns: FAILURE_COLUMNS, rows: rowsOf(rows) };
}

async function* rowsOf(rows: AsyncIterable<EventRow>): AsyncGenerator<CsvCell[]> {
  for await (const row of rows) yield rowOf(row);
}

function rowOf(row: EventRow): CsvCell[] {
  const { service } = describeAction(row.action, row.emitter);
  const act = actOf(row);
  return [
    ...[isRefused(row.reasonCode) ? 'refused' : 'error', row.occurredAt],
    ...[service, findService(service)?.name ?? null, row.action, act.action, act.title],
    ...[row.reasonCode, row.reasonText],
    ...[row.initiatorName, row.initiatorId, row.initiatorAddress],
    ...[row.targetName, row.targetId, row.targetType],
    ...[row.location, row.account, row.correlationId],
  ];
}

/** Fixed: what reads these files counts on name and order. docs/reports/failures.md says what each holds. */
export const FAILURE_COLUMNS: readonly CsvColumn[] = [
  text('kind'),
  { name: 'occurred_at', kind: 'time' },
  ...['service', 'service_name', 'action', 'counted_as', 'title'].map(text),
  { name: 'reason_code', kind: 'number' },
  text('reason_text'),
  ...['initiator_name', 'initiator_id', 'initiator_address', 'target_name', 'target_id', 'target_type'].map(text),
  ...['location', 'account', 'correlation_id'].map(text),
];

function text(name: string): CsvColumn {
  return { name, kind: 'text' };
}
