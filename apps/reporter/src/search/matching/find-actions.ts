import { findAction, findService, namesItsService, serviceOf, UNKNOWN_SERVICE } from '@trailkeeper/catalog';
import { query, type Queryable } from '@trailkeeper/database';
import type { Condition } from '../event-search.js';
import { type ActionCondition, servicesOf } from './action-part.js';
import type { SqlPart } from './sql-part.js';

/**
 * The actions that the trail holds, of any time, among which all are that these conditions let through: beginnings, services
 * and the catalog as names that an index finds. Undefined when that says nothing new, or when there are too many.
 */
export async function maybeActionNames(db: Queryable, conditions: readonly Condition[]): Promise<string[] | undefined> {
  if (!hasNamesToFind(conditions)) return undefined;
  const asked = conditions.filter(isAboutAction);
  const services = asked.filter((condition) => !condition.isNegated).flatMap(serviceIds);
  if (services.includes(UNKNOWN_SERVICE)) return undefined;
  const rows = await query<{ action: string }>(db, FIND_ACTIONS, [
    notWithinAnother(beginnings(asked)),
    services,
    MAX_NAMES + 1,
  ]);
  if (rows.length > MAX_NAMES) return undefined;
  return rows.map(({ action }) => action).filter((action) => asked.every((condition) => mayMatch(action, condition)));
}

/** Whether there is something to find: what is asked for by whole names has them. */
function hasNamesToFind(conditions: readonly Condition[]): boolean {
  return conditions.some((condition) => isAboutAction(condition) && !isExact(condition));
}

/** The conditions that are left where only events of these names are looked at: what a name alone tells need not be asked. */
export function conditionsLeft(conditions: readonly Condition[], names: readonly string[]): readonly Condition[] {
  const asked = conditions.filter(isAboutAction);
  const isTold = names.every((action) => asked.every((condition) => matches(action, condition) !== undefined));
  return isTold ? conditions.filter((condition) => !isAboutAction(condition)) : conditions;
}

/** As a condition that an index knows. */
export function namesPart(names: readonly string[]): SqlPart {
  return (bind) => `event.action = any(${bind(names)}::text[])`;
}

/** 1,000: the catalog has 353; more are found no faster one by one than by looking at every event. */
const MAX_NAMES = 1_000;

/** Whether it is about what the catalog makes of an action, or its name. */
export function isAboutAction(condition: Condition): condition is ActionCondition {
  return ['action', 'service', 'family', 'documented'].includes(condition.kind);
}

function isExact(condition: ActionCondition): boolean {
  return condition.kind === 'action' && !condition.isNegated && condition.patterns.every(({ isPrefix }) => !isPrefix);
}

/** What the actions looked for begin with; the empty text if they may begin with anything. */
function beginnings(asked: readonly ActionCondition[]): string[] {
  for (const condition of asked) {
    if (condition.isNegated) continue;
    if (condition.kind === 'action') return condition.patterns.map(({ text }) => text);
    if (condition.kind !== 'documented') return serviceIds(condition).map((id) => `${id}.`);
  }
  return [''];
}

/** So that no action is found twice: as many are read as there may be. */
function notWithinAnother(texts: readonly string[]): string[] {
  const different = [...new Set(texts)];
  return different.filter((text) => !different.some((other) => other !== text && text.startsWith(other)));
}

function serviceIds(condition: ActionCondition): string[] {
  if (condition.kind === 'service') return [...condition.ids];
  if (condition.kind !== 'family') return [];
  return servicesOf(condition.ids);
}

function mayMatch(action: string, condition: ActionCondition): boolean {
  const isMatch = matches(action, condition);
  return isMatch === undefined || isMatch !== condition.isNegated;
}

/** Undefined where what emitted the event decides. */
function matches(action: string, condition: ActionCondition): boolean | undefined {
  switch (condition.kind) {
    case 'action':
      return condition.patterns.some(({ text, isPrefix }) => (isPrefix ? action.startsWith(text) : action === text));
    case 'documented':
      return (findAction(action) !== undefined) === condition.isDocumented;
    case 'service':
    case 'family': {
      const service = serviceOf(action);
      const isNamed = namesItsService(action) || findService(service) !== undefined;
      return isNamed ? serviceIds(condition).includes(service) : undefined;
    }
  }
}

// Jumps from one action to the next: one descent of the primary key of activity_count per action, whatever the number of
// its rows. What names no service is found by what emitted it.
const FIND_ACTIONS = `
with recursive beginning as (
  select beginning.text
  from unnest($1::text[]) as beginning (text)
), counted (action, beginning) as (
  select (
    select activity_count.action
    from activity_count
    where activity_count.action >= beginning.text
    order by activity_count.action
    limit 1
  ), beginning.text
  from beginning
  union all
  select (
    select activity_count.action
    from activity_count
    where activity_count.action > counted.action
    order by activity_count.action
    limit 1
  ), counted.beginning
  from counted
  where counted.action ^@ counted.beginning
)
select named.action
from (select counted.action from counted where counted.action ^@ counted.beginning limit $3) named
union
select activity_delta.action
from activity_delta
where activity_delta.action ^@ any($1::text[])
   or (activity_delta.emitter <> '' and activity_delta.emitter = any($2::text[]))
union
select activity_count.action
from activity_count
where activity_count.emitter <> '' and activity_count.emitter = any($2::text[])
`;
