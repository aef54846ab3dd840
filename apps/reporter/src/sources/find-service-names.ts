import { SERVICES, UNKNOWN_SERVICE, findService, serviceOf } from '@trailkeeper/catalog';
import type { AskRows } from './ask-rows.js';

/** The actions that tell of services, with their service, and the services that emitted actions which name none. */
export interface ServiceNames {
  readonly named: readonly { readonly service: string; readonly action: string }[];
  readonly emitters: readonly string[];
  /** There are more of services outside the catalog than were looked through. */
  readonly isCut: boolean;
}

/**
 * The names by which services are found among the counts: of those of the catalog that are given, or of all, whatever the
 * catalog knows. Whoever may send events makes up names, so all that is looked through is bounded. Services of the catalog
 * are found however many are made up; of the others, where there are too many, those that come first and those heard last.
 */
export async function findServiceNames(ask: AskRows, services: readonly string[] | null): Promise<ServiceNames> {
  const known = services ?? SERVICES.map(({ id }) => id);
  const appended = await ask<Name>(FIND_APPENDED, [MAX_NAMES]);
  const ofKnown = await walk(ask, WALK_ACTIONS, known.map(rangeOf));
  const names: Name[] = [...appended, ...ofKnown.map(toName), ...known.map((emitter) => ({ action: null, emitter }))];
  let isCut = false;
  if (services === null) {
    const firsts = await walk(ask, WALK_PREFIXES, gapsBetween(known.map(rangeOf)));
    const others = new Set(
      [...appended.flatMap(({ action }) => action ?? []), ...firsts].map((action) => serviceOf(action)),
    );
    const ofOthers = await walk(ask, WALK_ACTIONS, [...others].filter(isOther).map(rangeOf));
    const emitters = await ask<Name>(WALK_EMITTERS, [MAX_NAMES]);
    names.push(...ofOthers.map(toName), ...emitters);
    isCut = [appended, firsts, ofOthers, emitters].some(({ length }) => length === MAX_NAMES);
  }
  if (isCut || [appended, ofKnown].some(({ length }) => length === MAX_NAMES)) {
    names.push(...(await ask<Name>(FIND_RECENT, [MAX_RECENT, MAX_NAMES])), ...documentedNames(known).map(toName));
  }
  const wanted = services && new Set(services);
  return { ...namesOf(names, (service) => wanted === null || wanted.has(service)), isCut };
}

/** 10,000 of a kind: each is a look-up of some microseconds. Trails that are not abused have hundreds. */
const MAX_NAMES = 10_000;

/** The rows that were counted last by event time; of so many reading takes a tenth of a second. */
const MAX_RECENT = 50_000;

/** Whether a service is one that the catalog does not know. */
export function isOther(service: string): boolean {
  return service !== UNKNOWN_SERVICE && findService(service) === undefined;
}

interface Name {
  action: string | null;
  emitter: string | null;
}

/** From the first, included, to the second, excluded, as bytes sort. */
type Range = readonly [string, string];

const toName = (action: string): Name => ({ action, emitter: null });

/** `/` is what follows the dot: all actions that begin with the service and a dot. */
function rangeOf(service: string): Range {
  return [`${service}.`, `${service}/`];
}

/** What no range holds. The last sign of Unicode ends it. */
function gapsBetween(ranges: readonly Range[]): Range[] {
  const sorted = [...ranges].sort(([one], [other]) => (one < other ? -1 : 1));
  const ends = ['', ...sorted.map(([, end]) => end)];
  return ends.map((end, index) => [end, sorted[index]?.[0] ?? '\u{10ffff}']);
}

async function walk(ask: AskRows, sql: string, ranges: readonly Range[]): Promise<string[]> {
  if (ranges.length === 0) return [];
  const rows = await ask<{ action: string }>(sql, [
    ranges.map(([from]) => from),
    ranges.map(([, to]) => to),
    MAX_NAMES,
  ]);
  return rows.map(({ action }) => action);
}

function namesOf(names: readonly Name[], isWanted: (service: string) => boolean): Omit<ServiceNames, 'isCut'> {
  const named = new Map<string, string>();
  const emitters = new Set<string>();
  for (const { action, emitter } of names) {
    const service = action === null ? (emitter ?? UNKNOWN_SERVICE) : serviceOf(action);
    if (service === UNKNOWN_SERVICE || !isWanted(service)) continue;
    if (action === null) emitters.add(service);
    else named.set(action, service);
  }
  return { named: Array.from(named, ([action, service]) => ({ action, service })), emitters: [...emitters] };
}

function documentedNames(ids: readonly string[]): string[] {
  const actions = ids.flatMap((id) => {
    const service = findService(id);
    return service === undefined ? [] : [...service.actions, ...service.laterActions];
  });
  return actions.flatMap(({ name, aliases }) => [name, ...aliases.map((alias) => alias.name)]);
}

// Jumps from one action to the next, in all ranges side by side, so that none is starved by what is made up in another: one
// descent of the primary key of activity_count each, whatever the number of rows. No more is evaluated than is fetched.
const WALK = (start: string) => `
with recursive walk (action, range_end) as (
  select first.action, given.range_end
  from unnest($1::text[], $2::text[]) as given (range_start, range_end)
  cross join lateral (
    select counted.action
    from activity_count counted
    where counted.action >= given.range_start and counted.action < given.range_end
    order by counted.action
    limit 1
  ) first
  union all
  select further.action, walk.range_end
  from walk
  cross join lateral (
    select counted.action
    from activity_count counted
    where counted.action > ${start} and counted.action < walk.range_end
    order by counted.action
    limit 1
  ) further
)
select walk.action from walk limit $3
`;

const WALK_ACTIONS = WALK('walk.action');

/** One action of each service: what is before the first dot is passed over as a whole. */
const WALK_PREFIXES = WALK(`
      case when strpos(walk.action, '.') > 1 then split_part(walk.action, '.', 1) || '/' else walk.action end
`);

// The same by activity_count_emitter_idx.
const WALK_EMITTERS = `
with recursive emitting (emitter) as (
  (
    select counted.emitter from activity_count counted
    where counted.emitter <> ''
    order by counted.emitter
    limit 1
  )
  union all
  select further.emitter
  from emitting
  cross join lateral (
    select counted.emitter from activity_count counted
    where counted.emitter <> '' and counted.emitter > emitting.emitter
    order by counted.emitter
    limit 1
  ) further
)
select null as "action", emitting.emitter from emitting limit $1
`;

// The counts that are not folded yet are read through once.
const FIND_APPENDED = `
select named.action, named.emitter
from (
  select appended.action, null as emitter, appended.last_seen from activity_delta appended
  union all
  select null, appended.emitter, appended.last_seen from activity_delta appended where appended.emitter <> ''
) named
group by named.action, named.emitter
order by max(named.last_seen) desc, named.action, named.emitter
limit $1
`;

// Backwards along activity_count_bucket_idx.
const FIND_RECENT = `
with recent as materialized (
  select counted.action, counted.emitter, counted.bucket
  from activity_count counted
  order by counted.bucket desc
  limit $1
)
select named.action, named.emitter
from (
  select recent.action, null as emitter, recent.bucket from recent
  union all
  select null, recent.emitter, recent.bucket from recent where recent.emitter <> ''
) named
group by named.action, named.emitter
order by max(named.bucket) desc, named.action, named.emitter
limit $2
`;
