import { FAMILIES, OUTCOMES } from '@trailkeeper/catalog';
import { addressesOf, maybeNetwork, wordsOf } from '@trailkeeper/database';
import fc from 'fast-check';
import type { AddressPattern, Condition } from '../src/search/event-search.js';

/** Texts of what means something in a query line, and of what a value may hold besides. */
const texts = fc.string({
  unit: fc.constantFrom(...'abcXYZ019.-_:/,*"\\ \t\n\'%$;()“é\u00a0中😀'),
  minLength: 1,
  maxLength: 12,
});
const bareTexts = texts.map((text) => text.replace(/[\s,*"“”„]/g, '')).filter((text) => text !== '');

/** None holds a comma or begins or ends with a blank: they are parts of lists. */
const addresses = fc
  .oneof(texts, fc.ipV4(), fc.ipV6(), fc.constantFrom('192.0.2.0/24', '2001:db8::/32', '1.2.3.4/08', '::1/064'))
  .map((text) => addressesOf(text).find((part) => part !== '') ?? 'nowhere')
  .map((text): AddressPattern => {
    const network = maybeNetwork(text);
    return network === undefined ? { kind: 'text', text } : { kind: 'network', text, network };
  });

const asked = fc.oneof(
  fc.record({ kind: fc.constantFrom('service' as const), ids: some(texts) }),
  fc.record({ kind: fc.constant('family' as const), ids: some(fc.constantFrom(...FAMILIES.map(({ id }) => id))) }),
  fc.record({
    kind: fc.constant('action' as const),
    patterns: some(
      fc.oneof(
        texts.map((text) => ({ text, isPrefix: false })),
        bareTexts.map((text) => ({ text, isPrefix: true })),
      ),
    ),
  }),
  fc.record({ kind: fc.constant('documented' as const), isDocumented: fc.boolean() }),
  fc.record({ kind: fc.constant('outcome' as const), outcomes: some(fc.constantFrom(...OUTCOMES)) }),
  fc.record({
    kind: fc.constant('text' as const),
    field: fc.constantFrom(
      ...(['initiator', 'target', 'targetId', 'targetName', 'targetType'] as const),
      ...(['location', 'account', 'correlationId'] as const),
    ),
    values: some(texts),
  }),
  fc.record({
    kind: fc.constant('text' as const),
    field: fc.constant('severity' as const),
    values: some(fc.constantFrom('normal', 'warning', 'critical')),
  }),
  fc.record({ kind: fc.constant('reasonCode' as const), codes: some(fc.integer().map((code) => code || 0)) }),
  fc.record({ kind: fc.constant('address' as const), addresses: some(addresses) }),
  texts.map((text) => ({ kind: 'words' as const, words: wordsOf(text) })).filter(({ words }) => words.length > 0),
);

/** Every condition that a query line can ask for. */
export const conditions: fc.Arbitrary<Condition> = fc
  .tuple(asked, fc.boolean())
  .map(([one, isNegated]): Condition => ({ ...one, isNegated }));

function some<Value>(values: fc.Arbitrary<Value>): fc.Arbitrary<Value[]> {
  return fc.array(values, { minLength: 1, maxLength: 4 });
}
