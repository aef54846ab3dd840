import { OUTCOMES } from '@trailkeeper/catalog';
import { networksAround, searchTerm, type TermField, USUAL } from '@trailkeeper/database';
import type { AddressPattern, Condition, TextField } from '../event-search.js';

/**
 * Sets of terms: every event that the conditions let through has one of each set. None where no term says it, as of what is
 * usual, of beginnings of actions and of most that is negated.
 */
export function termSetsOf(conditions: readonly Condition[]): number[][] {
  return [...outcomeTerms(conditions), ...conditions.flatMap(termsOf)];
}

function termsOf(condition: Condition): number[][] {
  if (condition.isNegated) return [];
  switch (condition.kind) {
    case 'action':
      return allOrNone(condition.patterns, ({ text, isPrefix }) => (isPrefix ? undefined : searchTerm('action', text)));
    case 'text':
      return textTerms(condition.field, condition.values);
    case 'reasonCode':
      return [condition.codes.map((code) => searchTerm('reasonCode', String(code)))];
    case 'address':
      return allOrNone(condition.addresses, addressTerm);
    case 'words':
      return condition.words.map((word) => [searchTerm('word', word)]);
    case 'outcome':
    case 'service':
    case 'family':
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

/** Of a network the narrowest one around it that has a term. */
function addressTerm(pattern: AddressPattern): number | undefined {
  if (pattern.kind === 'text') return searchTerm('address', pattern.text);
  const { network } = pattern;
  if (network.bits === (network.version === 4 ? 32 : 128)) return searchTerm('address', network.address);
  const [around] = networksAround(network);
  return around === undefined ? undefined : searchTerm('network', around);
}

/** One set of the terms of several alternatives, if each has one. */
function allOrNone<Item>(items: readonly Item[], termOf: (item: Item) => number | undefined): number[][] {
  const terms = items.map(termOf);
  return terms.every((term) => term !== undefined) ? [terms] : [];
}
