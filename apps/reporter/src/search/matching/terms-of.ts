import { OUTCOMES, UNKNOWN_SERVICE } from '@trailkeeper/catalog';
import { beginningsOf, networksAround, phraseTerms, searchTerm, type TermField, USUAL } from '@trailkeeper/database';
import type { ActionPattern, AddressPattern, Condition, TextField } from '../event-search.js';
import { servicesOf } from './action-part.js';

/**
 * Sets of terms: every event that the conditions let through has one of each set. None where no term says it, as of what is
 * usual, of beginnings of actions without a dot and of most that is negated.
 */
export function termSetsOf(conditions: readonly Condition[]): number[][] {
  return [...outcomeTerms(conditions), ...conditions.flatMap(termsOf)];
}

function termsOf(condition: Condition): number[][] {
  if (condition.isNegated) return [];
  switch (condition.kind) {
    case 'action':
      return allOrNone(condition.patterns, patternTerms);
    case 'service':
      return allOrNone(condition.ids, serviceTerms);
    case 'family':
      return allOrNone(servicesOf(condition.ids), serviceTerms);
    case 'text':
      return textTerms(condition.field, condition.values);
    case 'reasonCode':
      return [condition.codes.map((code) => searchTerm('reasonCode', String(code)))];
    case 'address':
      return allOrNone(condition.addresses, addressTerms);
    case 'words':
      return phraseTerms(condition.words).map((term) => [term]);
    case 'outcome':
    case 'documented':
      return [];
  }
}

/** Every event has one of four outcomes, so what is negated says what is wanted. */
function outcomeTerms(conditions: readonly Condition[]): number[][] {
  const wanted = OUTCOMES.filter((outcome) =>
    conditions.every((each) => each.kind !== 'outcome' || each.outcomes.includes(outcome) !== each.isNegated),
  );
  return wanted.includes(USUAL.outcome) ? [] : [wanted.map((outcome) => searchTerm('outcome', outcome))];
}

function textTerms(field: TextField, values: readonly string[]): number[][] {
  if (field === 'severity' && values.includes(USUAL.severity)) return [];
  return [values.map((value) => searchTerm(TERM_FIELDS[field], value))];
}

const TERM_FIELDS: Record<TextField, TermField> = {
  severity: 'severity',
  initiator: 'initiator',
  target: 'target',
  targetId: 'target',
  targetName: 'target',
  targetType: 'targetType',
  location: 'location',
  account: 'account',
  correlationId: 'correlationId',
};

/** Of a beginning the longest with a term that it begins with itself. */
function patternTerms({ text, isPrefix }: ActionPattern): number[] | undefined {
  if (!isPrefix) return [searchTerm('action', text)];
  const beginning = beginningsOf(text).at(-1);
  return beginning === undefined ? undefined : [searchTerm('beginning', beginning)];
}

/** By its actions or by what emitted them. What names no service at all has no term. */
function serviceTerms(id: string): number[] | undefined {
  const beginning = beginningsOf(`${id}.`).at(-1);
  if (id === UNKNOWN_SERVICE || beginning === undefined) return undefined;
  return [searchTerm('beginning', beginning), searchTerm('emitter', id)];
}

/** Of a network the narrowest one around it that has a term. */
function addressTerms(pattern: AddressPattern): number[] | undefined {
  if (pattern.kind === 'text') return [searchTerm('address', pattern.text)];
  const { network } = pattern;
  if (network.bits === (network.version === 4 ? 32 : 128)) return [searchTerm('address', network.address)];
  const [around] = networksAround(network);
  return around === undefined ? undefined : [searchTerm('network', around)];
}

/** One set of the terms of several alternatives, if each has some. */
function allOrNone<Item>(items: readonly Item[], termsOfItem: (item: Item) => number[] | undefined): number[][] {
  const terms = items.map(termsOfItem);
  return terms.every((some) => some !== undefined) ? [terms.flat()] : [];
}
