import { hashTerm } from './hash-term.js';
import { hashWords } from './hash-words.js';
import { maybeNetwork, networksAround } from './networks.js';
import { SEARCHED_CHARACTERS } from './words.js';

/** What a term can stand for: the hash of a letter that keeps the same text in two fields apart. Stored: never changed. */
const BEGUN = {
  action: hashTerm('a'),
  outcome: hashTerm('o'),
  severity: hashTerm('v'),
  location: hashTerm('l'),
  account: hashTerm('c'),
  /** Id or name. */
  initiator: hashTerm('i'),
  /** One address, or what is none, as it is written. */
  address: hashTerm('d'),
  network: hashTerm('p'),
  /** Id or name. */
  target: hashTerm('t'),
  targetType: hashTerm('y'),
  correlationId: hashTerm('x'),
  reasonCode: hashTerm('r'),
  word: hashTerm('w'),
};

export type TermField = keyof typeof BEGUN;

/** The term of a value, as `audit_event.search_terms` holds it: 32 bits, so others may have the same. */
export function searchTerm(field: TermField, value: string): number {
  return hashTerm(value, BEGUN[field]);
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
  const terms: number[] = [];
  const add = (field: TermField, value: string | null) => {
    if (value !== null) terms.push(searchTerm(field, value));
  };
  add('action', event.action);
  if (event.outcome !== USUAL.outcome) add('outcome', event.outcome);
  if (event.severity !== USUAL.severity) add('severity', event.severity);
  add('location', event.location);
  add('account', event.account);
  add('initiator', event.initiatorId);
  add('initiator', event.initiatorName);
  if (event.initiatorAddress !== null) terms.push(...remembered(event.initiatorAddress));
  add('target', event.targetId);
  add('target', event.targetName);
  add('targetType', event.targetType);
  add('correlationId', event.correlationId);
  if (event.reasonCode !== null) add('reasonCode', String(event.reasonCode));
  for (const text of [event.message, event.initiatorName, event.targetName, event.reasonText]) {
    // Twice as many: PostgreSQL counts what takes two UTF-16 code units as one.
    if (text !== null) hashWords(terms, text.slice(0, 2 * SEARCHED_CHARACTERS), BEGUN.word);
  }
  return [...new Set(terms)];
}

/** The same few addresses come again and again, and to read one takes as long as the words of a message. */
function remembered(addresses: string): number[] {
  const known = REMEMBERED.get(addresses);
  if (known) return known;
  const terms = addressTerms(addresses);
  if (addresses.length > LONGEST_REMEMBERED) return terms;
  if (REMEMBERED.size === MOST_REMEMBERED) REMEMBERED.clear();
  REMEMBERED.set(addresses, terms);
  return terms;
}

const REMEMBERED = new Map<string, number[]>();
/** 1,000 of 64 characters at most, a few addresses each: less than 1 MB, whatever is sent. */
const MOST_REMEMBERED = 1_000;
const LONGEST_REMEMBERED = 64;

/** Of each address in what may be a list of them. */
function addressTerms(addresses: string): number[] {
  return addresses.split(',').flatMap((part) => {
    const text = part.trim();
    const network = maybeNetwork(text);
    if (network === undefined) return [searchTerm('address', text)];
    const around = networksAround(network).map((each) => searchTerm('network', each));
    return [searchTerm('address', network.address), ...around];
  });
}
