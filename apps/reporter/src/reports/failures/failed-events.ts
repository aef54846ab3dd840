import type { EventRow } from '../read-events.js';
import { actionKeyOf } from './action-failures.js';
import { type CodeKey, codeKeyOf, isRefused } from './reason-code.js';
import { shortenedRow } from '../shortened.js';
import { type TimeColumns, columnOf } from '../time-columns.js';

/** How many rows of one section a document holds: 2,000 are well over 100 pages, nobody reads more on paper, and the CSV has all. */
export const MAX_ROWS = 2_000;

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
  rows: AsyncIterable<EventRow>,
  columns: TimeColumns,
  onRead: (events: number) => void = () => undefined,
): Promise<FailedEvents> {
  const refused = { events: 0, first: [] as EventRow[] };
  const errors = { events: 0, first: [] as EventRow[] };
  const refusedByAction = new Map<string, number>();
  const byCode = new Map<CodeKey, CodeFailures>();
  const byColumn = columns.columns.map(() => ({ refused: 0, errors: 0 }));
  for await (const row of rows) {
    const kind = isRefused(row.reasonCode) ? refused : errors;
    kind.events += 1;
    if (kind.first.length < MAX_ROWS) kind.first.push(shortenedRow(row));
    const column = byColumn[columnOf(columns, new Date(row.occurredAt))];
    if (column !== undefined) column[kind === refused ? 'refused' : 'errors'] += 1;
    if (kind === refused) refusedByAction.set(actionKeyOf(row), (refusedByAction.get(actionKeyOf(row)) ?? 0) + 1);
    const key = codeKeyOf(row.reasonCode);
    const known = byCode.get(key);
    byCode.set(key, {
      events: (known?.events ?? 0) + 1,
      firstSeen: known?.firstSeen ?? row.occurredAt,
      lastSeen: row.occurredAt,
    });
    if ((refused.events + errors.events) % 1_000 === 0) onRead(refused.events + errors.events);
  }
  return { refused, errors, refusedByAction, byCode, byColumn };
}
