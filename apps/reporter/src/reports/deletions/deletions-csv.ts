import { type DeletionHeading, describeAction, effectiveOutcome } from '@trailkeeper/catalog';
import { numberColumn, textColumn, timeColumn } from '../csv-columns.js';
import { type ActedAs, oncePerAction } from '../once-per-action.js';
import type { EventRow } from '../read-events.js';
import type { CsvCell, CsvColumn, CsvRow, CsvTable } from '../report-kind.js';
import { type BurstRange, openBurstMarker } from './bursts.js';
import type { Deletion } from './read-deletions.js';

/** All events under a heading, oldest first, read once more as they are written. */
export function deletionsCsv(read: () => AsyncIterable<Deletion[]>, bursts: readonly BurstRange[]): CsvTable {
  return { columns: DELETION_COLUMNS, rows: rowsOf(read, bursts) };
}

async function* rowsOf(
  read: () => AsyncIterable<Deletion[]>,
  bursts: readonly BurstRange[],
): AsyncGenerator<readonly CsvRow[]> {
  const burstOf = openBurstMarker(bursts);
  const meaningOf = oncePerAction(findMeaning);
  for await (const deletions of read()) {
    yield deletions.map(({ event, heading }) => {
      const burst = heading === 'deleted' ? burstOf(event.initiatorId) : null;
      return rowOf(event, { heading, burst, ...meaningOf(event) });
    });
  }
}

/** What all events of one action and outcome have in common. */
function findMeaning({ action, emitter, outcome }: ActedAs) {
  const { service, entry, isInferred } = describeAction(action, emitter);
  return {
    service,
    title: entry?.title ?? null,
    note: entry?.note ?? null,
    inferred: isInferred ? 'yes' : 'no',
    outcome: effectiveOutcome(action, outcome),
  };
}

type RowFacts = ReturnType<typeof findMeaning> & { heading: DeletionHeading; burst: number | null };

function rowOf(event: EventRow, { heading, burst, service, title, note, inferred, outcome }: RowFacts): CsvCell[] {
  return [
    heading,
    inferred,
    burst,
    event.occurredAt,
    service,
    event.action,
    title,
    outcome,
    event.targetName,
    event.targetId,
    event.targetType,
    event.initiatorName,
    event.initiatorId,
    event.initiatorAddress,
    event.location,
    event.account,
    event.correlationId,
    event.reasonCode,
    event.reasonText,
    event.outcome,
    note,
  ];
}

/** Fixed: what reads these files counts on name and order. docs/reports/deletions.md says what each holds. */
export const DELETION_COLUMNS: readonly CsvColumn[] = [
  ...['heading', 'inferred'].map(textColumn),
  numberColumn('burst'),
  timeColumn('occurred_at'),
  ...['service', 'action', 'title', 'outcome', 'target_name', 'target_id', 'target_type'].map(textColumn),
  ...['initiator_name', 'initiator_id', 'initiator_address', 'location', 'account', 'correlation_id'].map(textColumn),
  numberColumn('reason_code'),
  ...['reason_text', 'stored_outcome', 'note'].map(textColumn),
];
