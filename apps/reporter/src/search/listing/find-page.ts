import type { FoundEvent } from '@trailkeeper/contract';
import type { QueryRunner } from 'typeorm';
import type { EventKey } from '../event-id.js';
import type { Condition, EventSearch } from '../event-search.js';
import { maybeActionNames, namesPart } from '../matching/find-actions.js';
import { matchingOf } from '../matching/matching.js';
import type { SqlPart } from '../matching/sql-part.js';
import { type Stretch, stretchOf } from '../matching/stretch.js';
import { maybeArrived } from './arrived.js';
import { findByIndex } from './find-by-index.js';
import { justAfter } from './just-after.js';
import { stretchesBack } from './stretches-back.js';
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
  const isByArrival = search.arrived.from !== null || search.arrived.to !== null;
  const arrived = isByArrival
    ? await maybeArrived(runner, search.arrived, stretchOf(occurred), pace.mostBatches)
    : undefined;
  if (isByArrival && arrived === undefined) return [];

  const more = [afterPart(after), within, arrived?.part].filter((part) => part !== undefined);
  const wanted: Wanted = { filters: [...filters, ...more], termSets, limit };
  const possible = arrived?.stretch ?? stretchOf(occurred);
  const stretch = after === undefined ? possible : { from: possible.from, to: justAfter(after.occurredAt) };
  const isIndexed = termSets.length > 0 || arrived?.part !== undefined;
  if (!isIndexed && !search.conditions.some(isAboutCatalog)) return walkThrough(runner, wanted, stretch);

  const walked = await walk(runner, wanted, stretch, pace);
  if (walked.rest === null) return walked.events;
  const names = search.conditions.some(isAboutCatalog) ? await maybeActionNames(runner, search.conditions) : undefined;
  if (names?.length === 0) return walked.events;
  const left: Wanted = {
    filters: names === undefined ? wanted.filters : [...wanted.filters, namesPart(names)],
    ...{ termSets, limit: limit - walked.events.length },
  };
  const isFast = isIndexed || names !== undefined;
  const rest = await (isFast ? findBack(runner, left, walked.rest) : walkThrough(runner, left, walked.rest));
  return [...walked.events, ...rest];
}

async function findBack(runner: QueryRunner, wanted: Wanted, rest: Stretch): Promise<FoundEvent[]> {
  const events: FoundEvent[] = [];
  for (const stretch of stretchesBack(rest)) {
    events.push(...(await findByIndex(runner, { ...wanted, limit: wanted.limit - events.length }, stretch)));
    if (events.length === wanted.limit) break;
  }
  return events;
}

/** No term says what is documented: for an index that becomes the names of actions that are, or are not. */
function isAboutCatalog({ kind }: Condition): boolean {
  return kind === 'documented';
}

/** What comes after an event in the order of a listing. */
function afterPart(after: EventKey | undefined): SqlPart | undefined {
  if (after === undefined) return undefined;
  return (bind) =>
    `(event.occurred_at, event.content_hash) < (${bind(after.occurredAt)}::timestamptz, decode(${bind(after.contentHash)}, 'hex'))`;
}
