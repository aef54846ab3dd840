import { describeAction, effectiveOutcome } from '@trailkeeper/catalog';
import type { CsvCell, CsvColumn, CsvTable } from '../report-kind.js';
import { type BurstRange, openBurstMarker } from './bursts.js';
import type { Deletion } from './read-deletions.js';

/** All events under a heading, oldest first, read once more as they are written. */
export function deletionsCsv(read: () => AsyncIterable<Deletion>, bursts: readonly BurstRange[]): CsvTable {
  return { columns: DELETION_COLUMNS, rows: rowsOf(read, bursts) };
}

async function* rowsOf(
  read: () => AsyncIterable<Deletion>,
  bursts: readonly BurstRange[],
): AsyncGenerator<readonly CsvCell[]> {
  const burstOf = openBurstMarker(bursts);
  for await (const deletion of read()) {
    yield rowOf(deletion, deletion.heading === 'deleted' ? burstOf(deletion.event.initiatorId) : null);
  }
}

function rowOf({ event, heading }: Deletion, burst: number | null): CsvCell[] {
  const { service, entry, isInferred } = describeAction(event.action, event.emitter);
  return [
    ...[heading, isInferred ? 'yes' : 'no', burst, event.occurredAt, service, event.action, entry?.title ?? null],
    ...[effectiveOutcome(event.action, event.outcome), event.targetName, event.targetId, event.targetType],
    ...[event.initiatorName, event.initiatorId, event.initiatorAddress, event.location, event.account],
    ...[event.correlationId, event.reasonCode, event.reasonText, event.outcome, entry?.note ?? null],
  ];
}

/** Fixed: what reads these files counts on name and order. docs/reports/deletions.md says what each holds. */
export const DELETION_COLUMNS: readonly CsvColumn[] = [
  ...['heading', 'inferred'].map(text),
  { name: 'burst', kind: 'number' },
  { name: 'occurred_at', kind: 'time' },
  ...['service', 'action', 'title', 'outcome', 'target_name', 'target_id', 'target_type'].map(text),
  ...['initiator_name', 'initiator_id', 'initiator_address', 'location', 'account', 'correlation_id'].map(text),
  { name: 'reason_code', kind: 'number' },
  ...['reason_text', 'stored_outcome', 'note'].map(text),
];

function text(name: string): CsvColumn {
  return { name, kind: 'text' };
}
