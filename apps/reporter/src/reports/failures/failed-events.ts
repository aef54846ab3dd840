import { oncePerAction } from '../once-per-action.js';
import type { EventRow } from '../read-events.js';
import { MAX_ROWS } from '../max-rows.js';
import { actionKeyOf } from './action-failures.js';
import { type CodeKey, codeKeyOf, isRefused } from './reason-code.js';
import { copied, shortenedRow } from '../shortened.js';
import { type TimeColumns, columnOf } from '../time-columns.js';

/** What reading every failed event once gives, in memory that does not grow with their number. */
export interface FailedEvents {
  readonly refused: FailedKind;
  readonly errors: FailedKind;
  /** The refused ones of each act, by `actionKeyOf`. */
  readonly refusedByAction: ReadonlyMap<string, number>;
  readonly byCode: ReadonlyMap<CodeKey, CodeFailures>;
  /** Refused and errors of each column of the chart. */
  readonly byColumn: readonly { refused: number; errors: number }[];
}

/** All of a kind are counted; `first` holds the oldest, at most `MAX_ROWS`. */
export interface FailedKind {
  readonly events: number;
  readonly first: readonly EventRow[];
}

export interface CodeFailures {
  readonly events: number;
  readonly firstSeen: string;
  readonly lastSeen: string;
}

/** Reads failed events, oldest first, once. `onRead` hears how many were read. */
export async function collectFailedEvents(
  batches: AsyncIterable<readonly EventRow[]>,
  columns: TimeColumns,
  onRead: (events: number) => void = () => undefined,
): Promise<FailedEvents> {
  const refused = { events: 0, first: [] as EventRow[] };
  const errors = { events: 0, first: [] as EventRow[] };
  const refusedByAction = new Map<string, number>();
  const byCode = new Map<CodeKey, CodeFailures>();
  const byColumn = columns.columns.map(() => ({ refused: 0, errors: 0 }));
  const actionOf = oncePerAction(actionKeyOf);
  for await (const rows of batches) {
    for (const row of rows) {
      const kind = isRefused(row.reasonCode) ? refused : errors;
      kind.events += 1;
      if (kind.first.length < MAX_ROWS) kind.first.push(shortenedRow(row));
      const column = byColumn[columnOf(columns, new Date(row.occurredAt))];
      if (column !== undefined) column[kind === refused ? 'refused' : 'errors'] += 1;
      if (kind === refused) refusedByAction.set(actionOf(row), (refusedByAction.get(actionOf(row)) ?? 0) + 1);
      const key = codeKeyOf(row.reasonCode);
      const at = copied(row.occurredAt);
      const known = byCode.get(key);
      byCode.set(key, { events: (known?.events ?? 0) + 1, firstSeen: known?.firstSeen ?? at, lastSeen: at });
    }
    onRead(refused.events + errors.events);
  }
  return { refused, errors, refusedByAction, byCode, byColumn };
}
