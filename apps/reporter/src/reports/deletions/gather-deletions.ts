import type { DeletionHeading } from '@trailkeeper/catalog';
import type { EventRow } from '../read-events.js';
import { MAX_ROWS } from '../max-rows.js';
import type { Period } from '../period/period.js';
import { copied, shortened, shortenedRow } from '../shortened.js';
import { type TimeColumns, timeColumnsOf } from '../time-columns.js';
import { type FoundBursts, openBurstFinder, openBurstMarker } from './bursts.js';
import { type ByHeading, eventsOf, noDeletions } from './deletion-counts.js';
import type { Deletion } from './read-deletions.js';

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
  batches: AsyncIterable<readonly Deletion[]> | Iterable<readonly Deletion[]>,
  period: Period,
): Promise<GatheredDeletions> {
  const byHeading = noDeletions();
  const listed: Record<DeletionHeading, UnmarkedDeletion[]> = { deleted: [], prepared: [], undone: [], attempted: [] };
  const chart = openColumns(period);
  const initiators = new Map<string | null, GrowingInitiator>();
  const bursts = openBurstFinder(MAX_ROWS);
  let refused = 0;
  for await (const deletions of batches) {
    for (const { event, heading } of deletions) {
      byHeading[heading] += 1;
      const { id, lastAt } = addInitiator(initiators, event, heading);
      if (listed[heading].length < MAX_ROWS) listed[heading].push({ event: shortenedRow(event), initiatorId: id });
      chart.add(event.occurredAt, heading);
      if (heading === 'deleted') bursts.add({ occurredAt: lastAt, initiatorId: id });
      if (heading === 'attempted' && isRefused(event)) refused += 1;
    }
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
  // The beginning of a text in microseconds: it sorts before every moment of its column.
  const begins = columns.map(({ from }) => from.toISOString().slice(0, -1));
  let current = 0;
  return {
    per,
    columns: counted,
    /** Events come in the order of time. */
    add: (occurredAt: string, heading: DeletionHeading) => {
      while ((begins[current + 1] ?? LAST) <= occurredAt) current += 1;
      const column = counted[current];
      if (column !== undefined) column.byHeading[heading] += 1;
    },
  };
}

/** Sorts after every moment. */
const LAST = '~';

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
  const at = copied(occurredAt);
  const known = initiators.get(initiatorId);
  const initiator = known ?? newInitiator(initiatorId, at);
  if (known === undefined) initiators.set(initiator.id, initiator);
  if (initiatorName !== null && initiatorName !== initiator.name) initiator.name = shortened(initiatorName);
  initiator.byHeading[heading] += 1;
  initiator.lastAt = at;
  return initiator;
}

function newInitiator(id: string | null, at: string): GrowingInitiator {
  return { id: id === null ? null : copied(id), name: null, byHeading: noDeletions(), firstAt: at, lastAt: at };
}

function mostDeletionsFirst(one: Initiator, other: Initiator): number {
  for (const countOf of [(of: ByHeading) => of.deleted, eventsOf]) {
    const difference = countOf(other.byHeading) - countOf(one.byHeading);
    if (difference !== 0) return difference;
  }
  return (one.id ?? '') < (other.id ?? '') ? -1 : 1;
}
