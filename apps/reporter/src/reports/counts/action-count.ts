import { OUTCOMES, type Outcome, effectiveOutcome } from '@trailkeeper/catalog';

/** How often one action came with one outcome, as the database counts it. Times are RFC 3339 in UTC, microseconds. */
export interface ActionCount {
  readonly action: string;
  /** What names the service where the action does not; otherwise empty. */
  readonly emitter: string;
  /** As stored, not yet read through the name (`.failed`). */
  readonly outcome: string;
  readonly events: number;
  readonly firstSeen: string;
  readonly lastSeen: string;
  /** Of those, how many arrived at or after the period's end. */
  readonly late: number;
}

/** The same as the driver gives it: sums are text. */
export type CountRow = Omit<ActionCount, 'events' | 'late'> & { events: string; late: string };

export function toActionCount(row: CountRow): ActionCount {
  return { ...row, events: Number(row.events), late: Number(row.late) };
}

/** Counts summed up: by outcome, together, first and last. */
export interface Activity {
  readonly outcomes: Readonly<Record<Outcome, number>>;
  readonly events: number;
  readonly late: number;
  readonly firstSeen: string | null;
  readonly lastSeen: string | null;
}

/** Sums counts. An action that ends in `.failed` counts as a failure whatever its outcome says (docs/meaning.md, rule 2). */
export function sumCounts(counts: readonly ActionCount[]): Activity {
  const outcomes = Object.fromEntries(OUTCOMES.map((outcome) => [outcome, 0])) as Record<Outcome, number>;
  const sum = { events: 0, late: 0, firstSeen: null as string | null, lastSeen: null as string | null };
  for (const { action, outcome, events, late, firstSeen, lastSeen } of counts) {
    outcomes[effectiveOutcome(action, outcome)] += events;
    sum.events += events;
    sum.late += late;
    if (sum.firstSeen === null || firstSeen < sum.firstSeen) sum.firstSeen = firstSeen;
    if (sum.lastSeen === null || lastSeen > sum.lastSeen) sum.lastSeen = lastSeen;
  }
  return { outcomes, ...sum };
}
