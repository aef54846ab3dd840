import { describeAction, findService } from '@trailkeeper/catalog';
import { type ActedAs, oncePerAction } from '../once-per-action.js';
import type { EventRow } from '../read-events.js';
import type { CsvCell, CsvColumn, CsvRow, CsvTable } from '../report-kind.js';
import { actOf } from './action-failures.js';
import { isRefused } from './reason-code.js';

/** Every failed event, oldest first. */
export function failuresCsv(batches: AsyncIterable<EventRow[]>): CsvTable {
  return { columns: FAILURE_COLUMNS, rows: rowsOf(batches) };
}

async function* rowsOf(batches: AsyncIterable<EventRow[]>): AsyncGenerator<readonly CsvRow[]> {
  const meaningOf = oncePerAction(findMeaning);
  for await (const rows of batches) yield rows.map((row) => rowOf(row, meaningOf(row)));
}

/** What all events of one action have in common. */
function findMeaning(event: ActedAs) {
  const { service } = describeAction(event.action, event.emitter);
  const { action: countedAs, title } = actOf(event);
  return { service, serviceName: findService(service)?.name ?? null, countedAs, title };
}

function rowOf(row: EventRow, { service, serviceName, countedAs, title }: ReturnType<typeof findMeaning>): CsvCell[] {
  return [
    isRefused(row.reasonCode) ? 'refused' : 'error',
    row.occurredAt,
    service,
    serviceName,
    row.action,
    countedAs,
    title,
    row.reasonCode,
    row.reasonText,
    row.initiatorName,
    row.initiatorId,
    row.initiatorAddress,
    row.targetName,
    row.targetId,
    row.targetType,
    row.location,
    row.account,
    row.correlationId,
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
