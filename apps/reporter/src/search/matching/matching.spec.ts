import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { conditions } from '../../../test/random-condition.js';
import type { Condition } from '../event-search.js';
import { matchingOf, whereOf } from './matching.js';
import { openParams } from './sql-part.js';

const ANY_TIME = { from: null, to: null };

describe('the SQL of a search', () => {
  it('holds nothing that a user gave, whatever it is', () => {
    fc.assert(
      fc.property(fc.array(conditions, { minLength: 1, maxLength: 5 }), (asked) => {
        const marked = asked.map(withMarks);
        const { bind, params } = openParams();
        const where = whereOf(matchingOf({ conditions: marked, occurred: ANY_TIME, arrived: ANY_TIME }), bind);
        expect(where).not.toContain('mark');
        expect(where.match(/\$\d+/g) ?? []).toEqual(expect.arrayContaining(params.map((_value, at) => `$${at + 1}`)));
      }),
      { numRuns: 1_000 },
    );
  });

  it('narrows by a term for each two words of a phrase, and by none for what is negated', () => {
    const termsOf = (condition: Condition) =>
      matchingOf({ conditions: [condition], occurred: ANY_TIME, arrived: ANY_TIME }).termSets.map((set) => set.length);
    expect(termsOf({ kind: 'words', words: ['found'], isNegated: false })).toEqual([1]);
    expect(termsOf({ kind: 'words', words: ['not', 'found', 'here'], isNegated: false })).toEqual([1, 1]);
    expect(termsOf({ kind: 'words', words: ['not', 'found'], isNegated: true })).toEqual([]);
    expect(termsOf({ kind: 'service', ids: ['kms'], isNegated: false })).toEqual([2]);
    expect(termsOf({ kind: 'service', ids: ['kms', 'unknown'], isNegated: false })).toEqual([]);
    expect(termsOf({ kind: 'text', field: 'initiator', values: ['a', 'b'], isNegated: false })).toEqual([2]);
    expect(termsOf({ kind: 'text', field: 'severity', values: ['normal', 'b'], isNegated: false })).toEqual([]);
    expect(termsOf({ kind: 'outcome', outcomes: ['success', 'pending'], isNegated: true })).toEqual([2]);
    expect(termsOf({ kind: 'outcome', outcomes: ['success', 'pending'], isNegated: false })).toEqual([]);
  });

  it('ends a day and an hour after the last arrival: nothing has arrived earlier than a day before it happened', () => {
    const arrived = { from: null, to: new Date('2026-09-01T00:00:00Z') };
    const { occurred } = matchingOf({ conditions: [], occurred: ANY_TIME, arrived });
    expect(occurred.to).toEqual(new Date('2026-09-02T01:00:00Z'));
  });
});

function withMarks(condition: Condition): Condition {
  const mark = (text: string) => `mark${text}mark`;
  switch (condition.kind) {
    case 'service':
      return { ...condition, ids: condition.ids.map(mark) };
    case 'action':
      return { ...condition, patterns: condition.patterns.map((one) => ({ ...one, text: mark(one.text) })) };
    case 'text':
      return { ...condition, values: condition.values.map(mark) };
    case 'address':
      return { ...condition, addresses: condition.addresses.map(({ text }) => ({ kind: 'text', text: mark(text) })) };
    case 'words':
      return { ...condition, words: condition.words.map(mark) };
    case 'family':
    case 'documented':
    case 'outcome':
    case 'reasonCode':
      return condition;
  }
}
