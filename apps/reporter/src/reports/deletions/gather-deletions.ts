import type { DeletionHeading } from '@trailkeeper/catalog';
import type { EventRow } from '../read-events.js';
import type { Period } from '../period/period.js';
import { shortened, shortenedRow } from '../shortened.js';
import { type TimeColumns, timeColumnsOf } from '../time-columns.js';
import { type FoundBursts, openBurstFinder, openBurstMarker } from './bursts.js';
import { type ByHeading, eventsOf, noDeletions } from './deletion-counts.js';
import type { Deletion } from './read-deletions.js';

/** 2,000 rows are 60 pages: nobody reads more on paper, and the CSV has all. */
export const MAX_ROWS = 2_000;

/** An event as the document lists it. */
export interface ListedDeletion {
  readonly event: EventRow;
  /** The number of the burst it is part of. */
  readonly burst: number | null;
}

/** Who deleted: all events with one initiator id, or all those without one (null). */
export interface Initiator {
  readonly id: string | null;
  /** The last one the events gave. */
  readonly name: string | null;
  readonly byHeading: Readonly<ByHeading>;
  readonly firstAt: string;
  readonly lastAt: string;
}

/** All that one reading of the events gives the document. */
export interface GatheredDeletions {
  readonly byHeading: Readonly<ByHeading>;
  /** The first `MAX_ROWS` under each heading, oldest first. */
  readonly listed: Readonly<Record<DeletionHeading, readonly ListedDeletion[]>>;
  readonly per: TimeColumns['per'];
  readonly columns: readonly { readonly label: string; readonly byHeading: Readonly<ByHeading> }[];
  /** Those with the most deletions first. */
  readonly initiators: readonly Initiator[];
  /** Attempts that were answered with 401 or 403. */
  readonly refused: number;
  readonly bursts: FoundBursts;
}

/**
 * Reads the events once, oldest first, and keeps what a document can hold: memory follows the number of initiators and
 * bursts, not that of events.
 */
export async function gatherDeletions(
  deletions: AsyncIterable<Deletion> | Iterable<Deletion>,
  period: Period,
): Promise<GatheredDeletions> {
  const byHeading = noDeletions();
  const listed: Record<DeletionHeading, UnmarkedDeletion[]> = { deleted: [], prepared: [], undone: [], attempted: [] };
  const chart = openColumns(period);
  const initiators = new Map<string | null, GrowingInitiator>();
  const bursts = openBurstFinder(MAX_ROWS);
  let refused = 0;
  for await (const { event, heading } of deletions) {
    byHeading[heading] += 1;
    const { id } = addInitiator(initiators, event, heading);
    if (listed[heading].length < MAX_ROWS) listed[heading].push({ event: shortenedRow(event), initiatorId: id });
    chart.add(event.occurredAt, heading);
    if (heading === 'deleted') bursts.add(event);
    if (heading === 'attempted' && isRefused(event)) refused += 1;
  }
  const found = bursts.end();
  return {
    byHeading,
    listed: markedRows(listed, found),
    per: chart.per,
    columns: chart.columns,
    initiators: [...initiators.values()].sort(mostDeletionsFirst),
    refused,
    bursts: found,
  };
}

/** Whether someone was not let: not signed in (401) or not allowed (403). */
export function isRefused({ reasonCode }: Pick<EventRow, 'reasonCode'>): boolean {
  return reasonCode === 401 || reasonCode === 403;
}

/** Bursts are known only at the end; the rows listed as deleted are the first of the stream, so they can be marked then. */
function markedRows(
  listed: Record<DeletionHeading, UnmarkedDeletion[]>,
  { ranges }: FoundBursts,
): GatheredDeletions['listed'] {
  const burstOf = openBurstMarker(ranges);
  const unmarked = ({ event }: UnmarkedDeletion): ListedDeletion => ({ event, burst: null });
  return {
    deleted: listed.deleted.map(({ event, initiatorId }) => ({ event, burst: burstOf(initiatorId) })),
    prepared: listed.prepared.map(unmarked),
    undone: listed.undone.map(unmarked),
    attempted: listed.attempted.map(unmarked),
  };
}

/** `initiatorId` is whole, whatever the event's was cut to. */
interface UnmarkedDeletion {
  readonly event: EventRow;
  readonly initiatorId: string | null;
}

function openColumns(period: Period) {
  const { per, columns } = timeColumnsOf(period);
  const counted = columns.map(({ label }) => ({ label, byHeading: noDeletions() }));
  let current = 0;
  return {
    per,
    columns: counted,
    /** Events come in the order of time, and columns begin on whole milliseconds. */
    add: (occurredAt: string, heading: DeletionHeading) => {
      const at = Date.parse(`${occurredAt.slice(0, 23)}Z`);
      while (isReached(columns[current + 1], at)) current += 1;
      const column = counted[current];
      if (column !== undefined) column.byHeading[heading] += 1;
    },
  };
}

function isReached(column: { from: Date } | undefined, at: number): boolean {
  return column !== undefined && at >= column.from.getTime();
}

interface GrowingInitiator {
  id: string | null;
  name: string | null;
  byHeading: ByHeading;
  firstAt: string;
  lastAt: string;
}

function addInitiator(
  initiators: Map<string | null, GrowingInitiator>,
  { initiatorId, initiatorName, occurredAt }: EventRow,
  heading: DeletionHeading,
): GrowingInitiator {
  const known = initiators.get(initiatorId);
  const initiator = known ?? {
    id: initiatorId,
    name: null,
    byHeading: noDeletions(),
    firstAt: occurredAt,
    lastAt: occurredAt,
  };
  if (known === undefined) initiators.set(initiatorId, initiator);
  initiator.name = shortened(initiatorName) ?? initiator.name;
  initiator.byHeading[heading] += 1;
  initiator.lastAt = occurredAt;
  return initiator;
}

function mostDeletionsFirst(one: Initiator, other: Initiator): number {
  for (const countOf of [(of: ByHeading) => of.deleted, eventsOf]) {
    const difference = countOf(other.byHeading) - countOf(one.byHeading);
    if (difference !== 0) return difference;
  }
  return (one.id ?? '') < (other.id ?? '') ? -1 : 1;
}
