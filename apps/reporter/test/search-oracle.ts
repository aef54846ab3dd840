import { BlockList, isIP } from 'node:net';
import { describeAction } from '@trailkeeper/catalog';
import type { AddressPattern, Condition, EventSearch, OpenSpan, TextField } from '../src/search/event-search.js';
import type { SentEvent } from './sent-event.js';

/** Whether a search finds an event, told without SQL, terms or regular expressions. */
export function isFound({ conditions, occurred, arrived }: EventSearch, event: SentEvent): boolean {
  return (
    lies(event.occurredAt, occurred) &&
    lies(event.arrivedAt, arrived) &&
    conditions.every((condition) => holds(condition, event) !== condition.isNegated)
  );
}

function lies(moment: Date, { from, to }: OpenSpan): boolean {
  return (from === null || moment >= from) && (to === null || moment < to);
}

function holds(condition: Condition, event: SentEvent): boolean {
  const { service, family, entry } = describeAction(event.action, event.emitter);
  switch (condition.kind) {
    case 'action':
      return condition.patterns.some(({ text, isPrefix }) =>
        isPrefix ? event.action.startsWith(text) : event.action === text,
      );
    case 'service':
      return condition.ids.includes(service);
    case 'family':
      return family !== undefined && condition.ids.includes(family);
    case 'documented':
      return (entry !== undefined) === condition.isDocumented;
    case 'outcome':
      return condition.outcomes.some((outcome) => outcome === event.outcome);
    case 'text':
      return FIELDS[condition.field].some((field) => condition.values.includes(String(event[field] ?? '\0')));
    case 'reasonCode':
      return condition.codes.some((code) => code === event.reasonCode);
    case 'address':
      return condition.addresses.some((address) => isAt(address, event.initiatorAddress ?? ''));
    case 'words':
      return [event.message, event.initiatorName, event.targetName, event.reasonText].some((text) =>
        hasPhrase(wordsOf(text ?? ''), condition.words),
      );
  }
}

const FIELDS: Record<TextField, (keyof SentEvent)[]> = {
  severity: ['severity'],
  initiator: ['initiatorId', 'initiatorName'],
  target: ['targetId', 'targetName'],
  targetId: ['targetId'],
  targetName: ['targetName'],
  targetType: ['targetType'],
  location: ['location'],
  account: ['account'],
  correlationId: ['correlationId'],
};

function isAt(pattern: AddressPattern, addresses: string): boolean {
  const parts = addresses.split(',').map((part) => part.replace(/^[ \t-\r]+|[ \t-\r]+$/g, ''));
  if (pattern.kind === 'text') return parts.includes(pattern.text);
  const around = blockOf(pattern.text);
  return parts.map(blockOf).some((block) => {
    if (block === undefined || around === undefined || block.type !== around.type) return false;
    const list = new BlockList();
    list.addSubnet(around.base, around.bits, around.type);
    return block.bits >= around.bits && list.check(block.base, block.type);
  });
}

function blockOf(text: string) {
  const [base = '', given, ...others] = text.split('/');
  const version = isIP(base);
  if (version === 0 || base.includes('%') || others.length > 0) return undefined;
  const most = version === 4 ? 32 : 128;
  const bits = Number(given ?? most);
  if (given !== undefined && (String(bits) !== given || !(bits >= 0 && bits <= most))) return undefined;
  return { base, bits, type: version === 4 ? ('ipv4' as const) : ('ipv6' as const) };
}

function wordsOf(text: string): string[] {
  const words = [''];
  for (const character of [...text].slice(0, 4_096)) {
    if (separates(character.codePointAt(0)!)) words.push('');
    else words[words.length - 1] += lowerCaseOf(character);
  }
  return words.filter((word) => word !== '');
}

function lowerCaseOf(character: string): string {
  const lower = character.toLowerCase();
  return [...lower].length === 1 ? lower : character;
}

function separates(code: number): boolean {
  return code < 0x80
    ? !/[a-z0-9]/i.test(String.fromCharCode(code))
    : SIGNS.some(([from, to]) => from <= code && code <= to);
}

/** What beyond ASCII separates words, from and to. */
const SIGNS: [from: number, to: number][] = [
  // Latin-1: all but ª, ², ³, µ, ¹, º, ¼, ½, ¾ and its letters.
  [0x80, 0xa9],
  [0xab, 0xb1],
  [0xb4, 0xb4],
  [0xb6, 0xb8],
  [0xbb, 0xbb],
  [0xbf, 0xbf],
  [0xd7, 0xd7],
  [0xf7, 0xf7],
  // Blanks and general punctuation.
  [0x1680, 0x1680],
  [0x2000, 0x206f],
  [0xfeff, 0xfeff],
  // Currencies, arrows and symbols, but no letters in circles and no Braille.
  [0x20a0, 0x20cf],
  [0x2190, 0x245f],
  [0x2500, 0x27ff],
  [0x2900, 0x2bff],
  // Chinese and Japanese, but not 々 to 〇, numerals, tone marks and 〱 to 〼; then what is of full width.
  [0x3000, 0x3004],
  [0x3008, 0x3020],
  [0x3030, 0x3030],
  [0x303d, 0x303f],
  [0x30fb, 0x30fb],
  [0xff01, 0xff0f],
  [0xff1a, 0xff20],
  [0xff3b, 0xff40],
  [0xff5b, 0xff65],
  // Emoji and their variants.
  [0xfe00, 0xfe0f],
  [0x1f000, 0x1faff],
];

function hasPhrase(words: readonly string[], phrase: readonly string[]): boolean {
  return words.some((_word, at) => phrase.every((wanted, offset) => words[at + offset] === wanted));
}
