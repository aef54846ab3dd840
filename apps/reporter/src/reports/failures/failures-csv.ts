import { describeAction, findService } from '@trailkeeper/catalog';
import { numberColumn, textColumn, timeColumn } from '../csv-columns.js';
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
  textColumn('kind'),
  timeColumn('occurred_at'),
  ...['service', 'service_name', 'action', 'counted_as', 'title'].map(textColumn),
  numberColumn('reason_code'),
  textColumn('reason_text'),
  ...['initiator_name', 'initiator_id', 'initiator_address', 'target_name', 'target_id', 'target_type'].map(textColumn),
  ...['location', 'account', 'correlation_id'].map(textColumn),
];
