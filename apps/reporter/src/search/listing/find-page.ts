import type { FoundEvent } from '@trailkeeper/contract';
import type { QueryRunner } from 'typeorm';
import type { EventKey } from '../event-id.js';
import type { EventSearch, OpenSpan } from '../event-search.js';
import { hasNamesToFind, maybeActionNames, namesPart } from '../matching/find-actions.js';
import { matchingOf } from '../matching/matching.js';
import type { Bind, SqlPart } from '../matching/sql-part.js';
import { maybeArrivedPart } from './arrived-part.js';
import { findByIndex } from './find-by-index.js';
import { stretchesBack, type Stretch, stretchOf } from './stretch.js';
import type { Wanted } from './wanted.js';
import { type Pace, USUAL_PACE, walk, walkThrough } from './walk.js';

/** Which part of a listing. */
export interface Page {
  readonly search: EventSearch;
  /** Only what comes after this event in the listing. */
  readonly after?: EventKey | undefined;
  /** What else must hold: that it was committed when the listing began. */
  readonly within?: SqlPart | undefined;
  readonly limit: number;
  /** For tests, which have few events. */
  readonly pace?: Pace;
}

/**
 * The newest events that match, what happened last first; all in the runner's transaction, a snapshot.
 *
 * No plan is good for every search: what is common is found at once by looking at event after event from the newest on,
 * what is rare only by an index, and PostgreSQL, which has to guess which it is, may be wrong by seconds. So some thousand
 * events are looked at first; how many of them match tells whether to go on or to ask an index (docs/adr/0014).
 */
export async function findPage(runner: QueryRunner, page: Page): Promise<FoundEvent[]> {
  const { search, after, within, limit, pace = USUAL_PACE } = page;
  const { occurred, filters, termSets } = matchingOf(search);
  const arrived = await maybeArrivedPart(runner, search.arrived);
  if (arrived?.isNever === true) return [];
  const more = [afterPart(after), within, arrived?.part].filter((part) => part !== undefined);
  const wanted: Wanted = { filters: [...filters, ...more], termSets, limit };
  const hasIndex = termSets.length > 0 || arrived !== undefined || hasNamesToFind(search.conditions);

  const stretch = stretchOf(occurred);
  if (!hasIndex) return walkThrough(runner, wanted, stretch);
  const walked = await walk(runner, wanted, stretch, pace);
  if (walked.rest === null) return walked.events;
  const left = { ...wanted, limit: limit - walked.events.length };
  return [...walked.events, ...(await findRest(runner, left, walked.rest, search))];
}

async function findRest(
  runner: QueryRunner,
  wanted: Wanted,
  rest: Stretch,
  search: EventSearch,
): Promise<FoundEvent[]> {
  const names = await maybeActionNames(runner, search.conditions);
  if (names?.length === 0) return [];
  const isIndexed = wanted.termSets.length > 0 || names !== undefined || hasBound(search.arrived);
  if (!isIndexed) return walkThrough(runner, wanted, rest);
  const filters = names === undefined ? wanted.filters : [...wanted.filters, namesPart(names)];
  const events: FoundEvent[] = [];
  for (const stretch of stretchesBack(rest)) {
    events.push(...(await findByIndex(runner, { ...wanted, filters, limit: wanted.limit - events.length }, stretch)));
    if (events.length === wanted.limit) break;
  }
  return events;
}

function hasBound({ from, to }: OpenSpan): boolean {
  return from !== null || to !== null;
}

/** The first comparison is for PostgreSQL, which chooses partitions by it. */
function afterPart(after: EventKey | undefined): SqlPart | undefined {
  if (after === undefined) return undefined;
  return (bind: Bind) => {
    const [at, hash] = [bind(after.occurredAt), bind(after.contentHash)];
    return `event.occurred_at <= ${at}::timestamptz
  and (event.occurred_at, event.content_hash) < (${at}::timestamptz, decode(${hash}, 'hex'))`;
  };
}
