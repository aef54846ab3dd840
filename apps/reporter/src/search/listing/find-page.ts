import type { FoundEvent } from '@trailkeeper/contract';
import type { QueryRunner } from 'typeorm';
import type { EventKey } from '../event-id.js';
import type { Condition, EventSearch } from '../event-search.js';
import { isAboutAction, maybeActionNames, namesPart } from '../matching/find-actions.js';
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
  const hasNames = needsNames(search.conditions);
  if (!isIndexed && !hasNames) return walkThrough(runner, wanted, stretch);

  const walked = await walk(runner, wanted, stretch, pace);
  if (walked.rest === null) return walked.events;
  const names = hasNames ? await maybeActionNames(runner, search.conditions) : undefined;
  if (names?.length === 0) return walked.events;
  const isNamed = names !== undefined && (names.length <= FEW_NAMES || !isIndexed);
  const left: Wanted = {
    filters: isNamed ? [...wanted.filters, namesPart(names)] : wanted.filters,
    ...{ termSets, limit: limit - walked.events.length },
  };
  const isFast = isIndexed || isNamed;
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

/**
 * Whether names of actions tell an index what no term does: what is documented, and that a service has none of the actions that
 * are asked for.
 */
function needsNames(conditions: readonly Condition[]): boolean {
  const asked = conditions.filter(isAboutAction);
  return asked.length > 1 || asked.some(({ kind }) => kind === 'documented');
}

/** 40: of more the index of terms finds fewer events than that of actions. */
const FEW_NAMES = 40;

/** What comes after an event in the order of a listing. */
function afterPart(after: EventKey | undefined): SqlPart | undefined {
  if (after === undefined) return undefined;
  return (bind) => {
    const [at, hash] = [bind(after.occurredAt), bind(after.contentHash)];
    return `(event.occurred_at, event.content_hash) < (${at}::timestamptz, decode(${hash}, 'hex'))`;
  };
}
