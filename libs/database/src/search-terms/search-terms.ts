import { hashTerm } from './hash-term.js';
import { maybeNetwork, networksAround } from './networks.js';
import { SEARCHED_CHARACTERS, wordsOf } from './words.js';

/** What a term can stand for, with the letter that keeps the same text in two fields apart. Stored: never changed. */
const LETTERS = {
  action: 'a',
  outcome: 'o',
  severity: 'v',
  location: 'l',
  account: 'c',
  /** Id or name. */
  initiator: 'i',
  /** One address, or what is none, as it is written. */
  address: 'd',
  network: 'p',
  /** Id or name. */
  target: 't',
  targetType: 'y',
  correlationId: 'x',
  reasonCode: 'r',
  word: 'w',
} as const;

export type TermField = keyof typeof LETTERS;

/** The term of a value, as `audit_event.search_terms` holds it: 32 bits, so others may have the same. */
export function searchTerm(field: TermField, value: string): number {
  return hashTerm(LETTERS[field] + value);
}

/** What of an event is searched (contract: `AuditEvent`). */
export interface SearchedEvent {
  action: string;
  outcome: string;
  severity: string | null;
  location: string;
  account: string;
  initiatorId: string | null;
  initiatorName: string | null;
  initiatorAddress: string | null;
  targetId: string | null;
  targetName: string | null;
  targetType: string | null;
  correlationId: string | null;
  reasonCode: number | null;
  reasonText: string | null;
  message: string | null;
}

/** What most events are: no term says so. */
export const USUAL = { outcome: 'success', severity: 'normal' } as const;

/**
 * Every term an event is found by, each once. Of a message and a reason the first `SEARCHED_CHARACTERS` characters are
 * searched; more terms than fields hold cost nothing but room.
 */
export function searchTermsOf(event: SearchedEvent): number[] {
  const terms = new Set<number>();
  const add = (field: TermField, value: string | null) => {
    if (value !== null) terms.add(searchTerm(field, value));
  };
  add('action', event.action);
  if (event.outcome !== USUAL.outcome) add('outcome', event.outcome);
  if (event.severity !== USUAL.severity) add('severity', event.severity);
  add('location', event.location);
  add('account', event.account);
  add('initiator', event.initiatorId);
  add('initiator', event.initiatorName);
  for (const [field, value] of addressTerms(event.initiatorAddress)) add(field, value);
  add('target', event.targetId);
  add('target', event.targetName);
  add('targetType', event.targetType);
  add('correlationId', event.correlationId);
  if (event.reasonCode !== null) add('reasonCode', String(event.reasonCode));
  for (const text of [event.message, event.initiatorName, event.targetName, event.reasonText]) {
    // Twice as many: PostgreSQL counts what takes two UTF-16 code units as one.
    if (text !== null) for (const word of wordsOf(text.slice(0, 2 * SEARCHED_CHARACTERS))) add('word', word);
  }
  return [...terms];
}

/** Of each address in what may be a list of them. */
function addressTerms(addresses: string | null): [TermField, string][] {
  if (addresses === null) return [];
  return addresses.split(',').flatMap((part): [TermField, string][] => {
    const text = part.trim();
    const network = maybeNetwork(text);
    if (network === undefined) return [['address', text]];
    return [
      ['address', network.address],
      ...networksAround(network).map((around): [TermField, string] => ['network', around]),
    ];
  });
}
