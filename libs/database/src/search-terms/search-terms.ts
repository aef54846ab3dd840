import { hashOn, hashTerm } from './hash-term.js';
import { hashWords } from './hash-words.js';
import { addressesOf, maybeNetwork, networksAround } from './networks.js';
import { searchedPart } from './words.js';

/** What a term can stand for: the hash of a letter that keeps the same text in two fields apart. Stored: never changed. */
const BEGUN = {
  action: hashTerm('a'),
  /** What an action begins with, up to a dot, the dot included: `kms.`, `kms.secrets.` */
  beginning: hashTerm('b'),
  emitter: hashTerm('e'),
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
  /** The day of UTC on which it happened: `2026-09-15`. */
  day: hashTerm('D'),
};

/** Begins the terms of two words of a text that stand side by side. */
const BEGUN_PAIR = hashTerm('2');

export type TermField = keyof typeof BEGUN;

/** The term of a value, as `audit_event.search_terms` holds it: 32 bits, so others may have the same. */
export function searchTerm(field: TermField, value: string): number {
  return hashTerm(value, BEGUN[field]);
}

/** Terms that a text has if it has these words one after the other; all of them. */
export function phraseTerms(words: readonly string[]): number[] {
  const hashes = words.map((word) => searchTerm('word', word));
  return hashes.length < 2 ? hashes : hashes.slice(1).map((hash, at) => pairTerm(hashes[at]!, hash));
}

/**
 * The beginnings of an action that have a term, shortest first. Four: no published action has more, and a hostile one may
 * have hundreds.
 */
export function beginningsOf(action: string): string[] {
  const beginnings: string[] = [];
  for (let dot = action.indexOf('.'); dot !== -1 && beginnings.length < 4; dot = action.indexOf('.', dot + 1)) {
    beginnings.push(action.slice(0, dot + 1));
  }
  return beginnings;
}

/** What of an event is searched (contract: `AuditEvent`). */
export interface SearchedEvent {
  /** RFC 3339 in UTC. */
  occurredAt: string;
  action: string;
  /** Empty where the action names its service. */
  emitter: string;
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
 * Every term an event is found by, each once. Of each text the first `SEARCHED_CHARACTERS` characters are
 * searched; more terms than fields hold cost nothing but room.
 */
export function searchTermsOf(event: SearchedEvent): number[] {
  const terms: number[] = [];
  const add = (field: TermField, value: string | null) => {
    if (value !== null) terms.push(searchTerm(field, value));
  };
  add('day', event.occurredAt.slice(0, 10));
  add('action', event.action);
  for (const beginning of beginningsOf(event.action)) add('beginning', beginning);
  if (event.emitter !== '') add('emitter', event.emitter);
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
    if (text !== null) addWords(terms, searchedPart(text));
  }
  return [...new Set(terms)];
}

/** Each word, and each two that stand side by side: of common words in an order that is rare, nothing else tells. */
function addWords(terms: number[], text: string): void {
  const first = terms.length;
  hashWords(terms, text, BEGUN.word);
  const end = terms.length;
  for (let at = first + 1; at < end; at += 1) terms.push(pairTerm(terms[at - 1]!, terms[at]!));
}

/** Of the terms of two words. */
function pairTerm(one: number, other: number): number {
  return hashOn(hashOn(hashOn(BEGUN_PAIR, one), other & 0xffff), other >>> 16) | 0;
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
  return addressesOf(addresses).flatMap((text) => {
    const network = maybeNetwork(text);
    if (network === undefined) return [searchTerm('address', text)];
    const around = networksAround(network).map((each) => searchTerm('network', each));
    return [searchTerm('address', network.address), ...around];
  });
}
