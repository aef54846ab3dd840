/** A burst holds at least so many deletions by one initiator … */
export const BURST_EVENTS = 10;
/** … within so many minutes. */
export const BURST_MINUTES = 5;

/** The rule as it is printed. */
export const BURST_RULE =
  `A burst is a run of deletions by one initiator id in which each deletion lies in some window of ${BURST_MINUTES} minutes ` +
  `(both ends included) with at least ${BURST_EVENTS} of them. Windows that share a deletion are one burst, so a burst can ` +
  `last longer than ${BURST_MINUTES} minutes. Only events under "Deleted" count, and those without an initiator id never do. ` +
  'Bursts are numbered by their first deletion.';

/** What the rule needs to know of a deletion. Times are RFC 3339 in UTC with microseconds. */
export interface BurstEvent {
  readonly occurredAt: string;
  readonly initiatorId: string | null;
}

/** A maximal run; `first` and `last` are the places of its ends in the whole stream, others' deletions between them. */
export interface Burst {
  readonly number: number;
  readonly initiatorId: string;
  readonly events: number;
  readonly firstAt: string;
  readonly lastAt: string;
  readonly first: number;
  readonly last: number;
}

/** Where a burst begins and ends in the stream: all that is kept of each of them. */
export type BurstRange = Pick<Burst, 'first' | 'last'>;

export interface FoundBursts {
  /** Of every burst, in order: number 1 is the first. */
  readonly ranges: readonly BurstRange[];
  /** The first of them in full, as many as were to be kept. */
  readonly kept: readonly Burst[];
  /** The burst with the most deletions, the earliest of equals. */
  readonly largest: Burst | null;
}

export interface BurstFinder {
  /** Takes the next deletion; they come in the order of time. */
  readonly add: (event: BurstEvent) => void;
  readonly end: () => FoundBursts;
}

/**
 * Finds bursts in a stream of deletions. Holds at most ten deletions of each initiator of the last 5 minutes, two numbers a
 * burst, and `keep` bursts in full: however many deletions come, memory does not follow.
 */
export function openBurstFinder(keep: number): BurstFinder {
  /** The initiator who deleted last stands last. */
  const active = new Map<string, Recent>();
  const found = openBurstList(keep);
  let place = -1;
  const forgetBefore = (at: number) => {
    for (const [initiatorId, recent] of active) {
      if ((recent.window.at(-1)?.at ?? 0) >= at) return;
      if (recent.open !== null) found.add(recent.open);
      active.delete(initiatorId);
    }
  };
  return {
    add: ({ occurredAt, initiatorId }) => {
      place += 1;
      if (initiatorId === null) return;
      const at = microseconds(occurredAt);
      forgetBefore(at - WINDOW_MICROSECONDS);
      const recent = active.get(initiatorId) ?? { window: [], open: null };
      active.delete(initiatorId);
      active.set(initiatorId, recent);
      recent.window.push({ place, at, occurredAt });
      if (recent.window.length > BURST_EVENTS) recent.window.shift();
      const closed = extend(recent, initiatorId);
      if (closed !== null) found.add(closed);
    },
    end: () => {
      forgetBefore(Infinity);
      return found.end();
    },
  };
}

/** Says of each deletion which burst it is part of, or null; asked once a deletion, from the first on, in their order. */
export function openBurstMarker(ranges: readonly BurstRange[]): (initiatorId: string | null) => number | null {
  const current = new Map<string, { number: number; last: number }>();
  let next = 0;
  let place = -1;
  return (initiatorId) => {
    place += 1;
    if (initiatorId === null) return null;
    const begins = ranges[next];
    if (begins?.first === place) {
      next += 1;
      current.set(initiatorId, { number: next, last: begins.last });
    }
    const burst = current.get(initiatorId);
    if (burst === undefined) return null;
    if (place === burst.last) current.delete(initiatorId);
    return burst.number;
  };
}

type OpenBurst = Omit<Burst, 'number'>;

/** An initiator's last deletions, at most `BURST_EVENTS`, and the burst they may be part of. */
interface Recent {
  readonly window: { place: number; at: number; occurredAt: string }[];
  open: OpenBurst | null;
}

const WINDOW_MICROSECONDS = BURST_MINUTES * 60_000_000;

/** Begins or prolongs the initiator's burst if the newest deletion fills a window; answers the burst it does not share. */
function extend(recent: Recent, initiatorId: string): OpenBurst | null {
  const oldest = recent.window[0];
  const newest = recent.window.at(-1);
  if (oldest === undefined || newest === undefined || recent.window.length < BURST_EVENTS) return null;
  if (newest.at - oldest.at > WINDOW_MICROSECONDS) return null;
  const { open } = recent;
  const end = { last: newest.place, lastAt: newest.occurredAt };
  if (open !== null && open.last >= oldest.place) {
    const more = recent.window.filter(({ place }) => place > open.last).length;
    recent.open = { ...open, ...end, events: open.events + more };
    return null;
  }
  recent.open = { initiatorId, events: recent.window.length, first: oldest.place, firstAt: oldest.occurredAt, ...end };
  return open;
}

/** Bursts end in another order than they begin: they are put in order when all are known. */
function openBurstList(keep: number) {
  const ranges: BurstRange[] = [];
  let kept: OpenBurst[] = [];
  let largest: OpenBurst | null = null;
  const keepFirst = () => {
    kept = kept.sort(byFirst).slice(0, keep);
  };
  return {
    add: (burst: OpenBurst) => {
      ranges.push({ first: burst.first, last: burst.last });
      kept.push(burst);
      if (kept.length >= 2 * keep) keepFirst();
      if (largest === null || isLarger(burst, largest)) largest = burst;
    },
    end: (): FoundBursts => {
      ranges.sort(byFirst);
      keepFirst();
      const numberOf = ({ first }: BurstRange) => ranges.findIndex((range) => range.first === first) + 1;
      return {
        ranges,
        kept: kept.map((burst, index) => ({ ...burst, number: index + 1 })),
        largest: largest === null ? null : { ...largest, number: numberOf(largest) },
      };
    },
  };
}

function isLarger(one: OpenBurst, other: OpenBurst): boolean {
  return one.events > other.events || (one.events === other.events && one.first < other.first);
}

function byFirst(one: BurstRange, other: BurstRange): number {
  return one.first - other.first;
}

/** Since 1970; exact, being below 2^53 until the year 2255. */
function microseconds(instant: string): number {
  return Date.parse(`${instant.slice(0, 23)}Z`) * 1000 + Number(instant.slice(23, 26));
}
