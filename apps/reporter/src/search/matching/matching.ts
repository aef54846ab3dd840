import { searchTerm } from '@trailkeeper/database';
import type { Condition, EventSearch, OpenSpan } from '../event-search.js';
import { actionPart } from './action-part.js';
import { fieldPart } from './field-part.js';
import type { Bind, SqlPart } from './sql-part.js';
import { maybeDays, type Stretch, stretchOf, stretchParts } from './stretch.js';
import { termSetsOf } from './terms-of.js';

/** Which events match, as SQL. */
export interface Matching {
  /** When they happened: at most this. */
  readonly occurred: OpenSpan;
  readonly filters: readonly SqlPart[];
  /** Each event that matches has one term of every set. They narrow what an index finds; the filters decide. */
  readonly termSets: readonly (readonly number[])[];
}

/** The SQL of a search. Pure. */
export function matchingOf({ conditions, occurred, arrived }: EventSearch): Matching {
  return {
    occurred: { from: occurred.from, to: earliest(occurred.to, latestOccurrence(arrived.to)) },
    filters: [...conditions.map(partOf), ...arrivedParts(arrived)],
    termSets: termSetsOf(conditions),
  };
}

/**
 * The condition of all of it, to stand after `where`: for statements that want every match and let PostgreSQL choose the
 * way. Uses audit_event_search_terms_idx where there are terms.
 */
export function whereOf({ occurred, filters, termSets }: Matching, bind: Bind): string {
  const stretch = stretchOf(occurred);
  const parts = [...stretchParts(stretch), ...termParts(termSets, stretch), ...filters];
  return parts.length === 0 ? 'true' : parts.map((part) => part(bind)).join('\n  and ');
}

/**
 * One term of each set, and of the days of a short stretch: an index finds what matches of a whole month, and each of those
 * events would have to be looked at for its time. Events from before there were terms have none until they are given them
 * (`npm run migrate`): all of them are looked at, by an index that is empty afterwards.
 */
export function termParts(termSets: readonly (readonly number[])[], stretch: Stretch): SqlPart[] {
  if (termSets.length === 0) return [];
  const days = maybeDays(stretch);
  const sets = days === undefined ? termSets : [...termSets, days.map((day) => searchTerm('day', day))];
  return [
    (bind) => {
      const parts = sets.map((terms) => `event.search_terms && ${bind(terms.map(String))}::integer[]`);
      return `(${parts.join(' and ')} or event.search_terms is null)`;
    },
  ];
}

function partOf(condition: Condition): SqlPart {
  const part = positivePart(condition);
  // `is not true`, for a field that the event does not have is none of the values.
  return condition.isNegated ? (bind) => `(${part(bind)}) is not true` : part;
}

function positivePart(condition: Condition): SqlPart {
  switch (condition.kind) {
    case 'action':
    case 'service':
    case 'family':
    case 'documented':
      return actionPart(condition);
    case 'outcome':
    case 'text':
    case 'reasonCode':
    case 'address':
    case 'words':
      return fieldPart(condition);
  }
}

function arrivedParts({ from, to }: OpenSpan): SqlPart[] {
  if (from === null && to === null) return [];
  return [
    (bind) => `exists (
    select from ingest_batch arrived
    where arrived.id = event.batch_id
      and (${bind(from)}::timestamptz is null or arrived.arrived_at >= ${bind(from)}::timestamptz)
      and (${bind(to)}::timestamptz is null or arrived.arrived_at < ${bind(to)}::timestamptz)
  )`,
  ];
}

/**
 * No event that happened then or later has arrived before: what lies more than 24 hours ahead is not taken (docs/meaning.md,
 * rule 7). 1 hour more, for clocks and for long requests: a batch arrives when it begins.
 */
function latestOccurrence(arrivedBefore: Date | null): Date | null {
  return arrivedBefore === null ? null : new Date(arrivedBefore.getTime() + 25 * 3_600_000);
}

function earliest(one: Date | null, other: Date | null): Date | null {
  if (one === null || other === null) return one ?? other;
  return one < other ? one : other;
}
