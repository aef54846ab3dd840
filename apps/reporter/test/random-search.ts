import { maybeNetwork, wordsOf } from '@trailkeeper/database';
import fc from 'fast-check';
import type { AddressPattern, Condition, EventSearch } from '../src/search/event-search.js';
import { anEvent, type SentEvent } from './sent-event.js';

const DAY = Date.parse('2026-09-15T00:00:00Z');
const HOUR_MS = 3_600_000;
const NASTY = [`'; drop table audit_event; --`, `$1`, `\\'`, `%`, `a"b`, `100 %_`, `{1,2}`, `Ann`, `ann`];
const ACTIONS = [
  ...['kms.secrets.create', 'kms.secrets.delete', 'kms.secrets.unheard', 'codeengine.project.create'],
  ...['wdp.scheduling.schedule.read', 'wdp.other.read', 'read/list', 'created.user', 'unheard.of.action', 'kms.*'],
];
const ADDRESSES = ['192.0.2.7', '192.0.2.200', '198.51.100.7', '2001:db8::41', '10.1.2.3, 192.0.2.7', '10.0.0.0/8'];
const TEXTS = ['Key Protect: create key', 'KEY  rotated -failure', 'Müller, Jürgen', 'MÜLLER', ...NASTY];
const TYPES = ['kms/secrets', 'compute/server'];
const CORRELATIONS = ['req-1', 'req-2', ...NASTY.slice(0, 3)];

/** Events with few different values, so that searches find some and not others. */
export const randomEvent: fc.Arbitrary<SentEvent> = fc
  .record({
    occurredAt: fc.integer({ min: 0, max: 3 * 86_400 }).map((seconds) => new Date(DAY + seconds * 1_000)),
    hoursUnderWay: fc.constantFrom(-20, -1, 0, 1, 5, 60),
    action: fc.constantFrom(...ACTIONS),
    emitter: fc.constantFrom('', 'compute', 'kms'),
    outcome: fc.constantFrom('success', 'success', 'failure', 'pending', 'unknown'),
    severity: fc.constantFrom(null, 'normal', 'critical'),
    location: fc.constantFrom('eu-de', 'us-south', 'global'),
    account: fc.constantFrom('a1', 'a2'),
    initiatorId: maybe('IBMid-1', ...NASTY),
    initiatorName: maybe(...TEXTS),
    initiatorAddress: maybe(...ADDRESSES, 'nowhere', '192.0.2.0/24172'),
    targetId: maybe('crn:v1:a', ...NASTY),
    targetName: maybe(...TEXTS),
    targetType: maybe(...TYPES),
    correlationId: maybe(...CORRELATIONS),
    reasonCode: maybe(200, 403, 404),
    reasonText: maybe(...TEXTS),
    message: maybe(...TEXTS),
  })
  // An emitter is there only where the action names no service.
  .map(({ hoursUnderWay, ...event }) =>
    anEvent({
      ...event,
      arrivedAt: new Date((Math.floor(event.occurredAt.getTime() / HOUR_MS) + hoursUnderWay) * HOUR_MS),
      emitter: anEvent({ action: event.action }).emitter && event.emitter,
    }),
  );

/** Any search of those events. */
export const randomSearch: fc.Arbitrary<EventSearch> = fc.record({
  conditions: fc.array(randomCondition(), { maxLength: 3 }),
  occurred: randomSpan(DAY, 3 * 24),
  arrived: fc.oneof({ arbitrary: fc.constant({ from: null, to: null }), weight: 3 }, randomSpan(DAY, 6 * 24)),
});

function randomCondition(): fc.Arbitrary<Condition> {
  const some = <Value>(...values: Value[]) => fc.array(fc.constantFrom(...values), { minLength: 1, maxLength: 3 });
  const text = (field: Extract<Condition, { kind: 'text' }>['field'], ...values: string[]) =>
    some(...values).map((chosen) => ({ kind: 'text' as const, field, values: chosen }));
  const condition = fc.oneof(
    some(
      ...ACTIONS.map((name) => ({ text: name, isPrefix: false })),
      ...['kms.', 'kms.secrets.', 'w', 'kms.*'].map((name) => ({ text: name, isPrefix: true })),
    ).map((patterns) => ({ kind: 'action' as const, patterns })),
    some('kms', 'wdp', 'wdp.scheduling', 'compute', 'unknown', 'unheard', 'created', 'codeengine').map((ids) => ({
      kind: 'service' as const,
      ids,
    })),
    some('key-protect', 'code-engine', 'watsonx').map((ids) => ({ kind: 'family' as const, ids })),
    fc.boolean().map((isDocumented) => ({ kind: 'documented' as const, isDocumented })),
    some('success' as const, 'failure' as const, 'pending' as const).map((outcomes) => ({
      kind: 'outcome' as const,
      outcomes,
    })),
    text('severity', 'normal', 'critical'),
    text('initiator', 'IBMid-1', ...TEXTS),
    text('target', 'crn:v1:a', ...TEXTS),
    text('targetId', 'crn:v1:a', ...NASTY),
    text('targetName', ...TEXTS),
    text('targetType', ...TYPES),
    text('location', 'eu-de', 'us-south', 'nowhere'),
    text('account', 'a1', 'a3'),
    text('correlationId', ...CORRELATIONS),
    some(200, 403, 500).map((codes) => ({ kind: 'reasonCode' as const, codes })),
    some(
      '192.0.2.7',
      '192.0.2.0/24',
      '192.0.0.0/18',
      '0.0.0.0/0',
      '2001:db8::/32',
      '2001:DB8::41',
      '10.0.0.0/8',
      'nowhere',
    ).map((addresses) => ({ kind: 'address' as const, addresses: addresses.map(patternOf) })),
    fc
      .constantFrom('key', 'create KEY', 'müller', 'rotated', 'drop table', 'key create')
      .map((phrase) => ({ kind: 'words' as const, words: wordsOf(phrase) })),
  );
  return fc
    .tuple(condition, fc.oneof({ arbitrary: fc.constant(false), weight: 3 }, fc.constant(true)))
    .map(([one, isNegated]) => ({ ...one, isNegated }) as Condition);
}

function patternOf(text: string): AddressPattern {
  const network = maybeNetwork(text);
  return network === undefined ? { kind: 'text', text } : { kind: 'network', text, network };
}

function randomSpan(start: number, hours: number) {
  const moment = fc.option(fc.integer({ min: -2, max: hours + 2 }).map((hour) => new Date(start + hour * 3_600_000)));
  return fc.record({ from: moment, to: moment });
}

function maybe<Value>(...values: Value[]): fc.Arbitrary<Value | null> {
  return fc.constantFrom(null, ...values);
}
