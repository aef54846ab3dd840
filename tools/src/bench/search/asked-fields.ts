import { describeAction } from '@trailkeeper/catalog';
import { maybeNetwork, wordsOf } from '@trailkeeper/database';
import type { SampledEvent } from './searched-trail.js';

/** Something that is asked of events. */
export interface AskedField {
  /** How often, next to the others. */
  weight: number;
  /** Of the parameter and in the query line; undefined: words. */
  name: string | undefined;
  /** A value that finds this event; undefined if it has none. */
  valueOf(event: SampledEvent, random: () => number): string | undefined;
  /** A value that no event has; a rare one of what can only have a few. */
  absent: string;
}

/** All that can be asked for, as people might ask. */
export const ASKED_FIELDS: readonly AskedField[] = [
  field(3, 'service', 'no-such-service', ({ action, emitter }) => describeAction(action, emitter).service),
  field(2, 'family', 'watsonx', ({ action, emitter }) => describeAction(action, emitter).family),
  field(4, 'action', 'kms.secrets.nothing', ({ action }) => action),
  field(2, 'action', 'kms.nothing.*', ({ action }, random) => beginningOf(action, random)),
  field(3, 'outcome', 'unknown', ({ outcome }) => outcome),
  field(1, 'severity', 'warning', ({ severity }) => severity),
  field(2, 'initiator', 'nobody', ({ initiatorId }) => initiatorId),
  field(3, 'initiator', 'nobody@example.com', ({ initiatorName }) => initiatorName),
  field(2, 'address', '233.252.0.9', ({ initiatorAddress }) => initiatorAddress),
  field(2, 'address', '233.252.0.0/24', ({ initiatorAddress }, random) => networkOf(initiatorAddress, random)),
  field(2, 'target', 'nothing-1', ({ targetName }) => targetName),
  field(1, 'targetId', 'crn:v1:nothing', ({ targetId }) => targetId),
  field(1, 'targetName', 'nothing-2', ({ targetName }) => targetName),
  field(1, 'targetType', 'nothing/at-all', ({ targetType }) => targetType),
  field(2, 'location', 'nowhere', ({ location }) => location),
  field(2, 'account', 'nobodys', ({ account }) => account),
  field(1, 'correlationId', '00000000-none', ({ correlationId }) => correlationId),
  field(2, 'reasonCode', '799', ({ reasonCode }) => reasonCode?.toString()),
  field(1, 'documented', 'no', ({ action }) => (describeAction(action).entry === undefined ? 'no' : 'yes')),
  field(3, undefined, 'nowhereatall', ({ message }, random) => wordsIn(message, 1, random)),
  field(2, undefined, 'nothing at all', ({ message }, random) => wordsIn(message, 2, random)),
];

type ValueOf = (event: SampledEvent, random: () => number) => string | null | undefined;

function field(weight: number, name: string | undefined, absent: string, valueOf: ValueOf): AskedField {
  return { weight, name, valueOf: (event, random) => valueOf(event, random) ?? undefined, absent };
}

/** `kms.secrets.*` or `kms.*`. */
function beginningOf(action: string, random: () => number): string | undefined {
  const segments = action.split('.');
  return segments.length < 2 ? undefined : `${segments.slice(0, random() < 0.7 ? -1 : 1).join('.')}.*`;
}

function networkOf(address: string | null, random: () => number): string | undefined {
  const network = address === null ? undefined : maybeNetwork(address);
  if (network === undefined) return undefined;
  const sizes = network.version === 4 ? [8, 16, 20, 24] : [32, 48, 64];
  return `${network.address}/${sizes[Math.floor(random() * sizes.length)]}`;
}

/** So many words that stand one after the other. */
function wordsIn(text: string | null, count: number, random: () => number): string | undefined {
  const words = wordsOf(text ?? '');
  const from = Math.floor(random() * (words.length - count + 1));
  return words.length < count ? undefined : words.slice(from, from + count).join(' ');
}
