import { wordsOf } from '@trailkeeper/database';
import { seededRandom } from '../../demo/seeded-random.js';
import type { SampledEvent } from './searched-trail.js';

/** Words to search for, as in the query line. */
export interface Text {
  kind: TextKind;
  words: string;
}

/**
 * Kinds of texts, and within how many ms the first page should be there. What many events have is found early, among the
 * newest; of the last two kinds many events have each word, and few or none what is asked for.
 */
export const TEXT_GOALS_MS = {
  rare: 300,
  'under 10,000 hits': 300,
  common: 300,
  phrase: 300,
  'common words seldom together': 1_500,
  'common words in no such order': 1_500,
} as const;

export type TextKind = keyof typeof TEXT_GOALS_MS;

/** Some texts of each kind that a sample of `total` events has; none of a kind that it does not have. */
export function chooseTexts(events: readonly SampledEvent[], total: number, seed: number): Text[] {
  const random = seededRandom(seed);
  const texts = events.map(textsOf);
  const counts = countAll(texts.map((some) => new Set(some.flat())));
  const pairs = countAll(texts.map((some) => new Set(some.flatMap(neighbours))));
  const rateOf = (count = 0) => (count / events.length) * total;
  const words = [...counts.keys()];
  const common = words.filter((word) => rateOf(counts.get(word)) > Math.max(10_000, total / 50));
  const among = <Item>(kind: TextKind, items: Item[], write: (item: Item) => string): Text[] =>
    shuffled(items, random)
      .slice(0, TEXTS_OF_A_KIND)
      .map((item) => ({ kind, words: write(item) }));

  const having = new Map(common.map((word) => [word, texts.filter((some) => has(some, word))]));
  const couples = common.flatMap((one) => common.filter((other) => other < one).map((other): Couple => [one, other]));
  const met = couples.map((couple) => ({ couple, together: countBoth(having, couple) }));
  return [
    ...among(
      'rare',
      [...pairs].filter(([, count]) => count === 1),
      ([pair]) => quoted(pair),
    ),
    ...among(
      'under 10,000 hits',
      words.filter((word) => rateOf(counts.get(word)) < 10_000),
      String,
    ),
    ...among('common', common, String),
    ...among(
      'phrase',
      [...pairs].filter(([, count]) => count > events.length / 200),
      ([pair]) => quoted(pair),
    ),
    ...among(
      'common words seldom together',
      met.filter(({ together }) => together <= 1),
      ({ couple }) => couple.join(' '),
    ),
    ...among(
      'common words in no such order',
      met.filter(({ couple, together }) => together > events.length / 100 && !pairs.has(couple.join(' '))),
      ({ couple }) => quoted(couple.join(' ')),
    ),
  ];
}

type Couple = readonly [one: string, other: string];

/** The words of each text that is searched. */
function textsOf({ message, initiatorName, targetName, reasonText }: SampledEvent): string[][] {
  return [message, initiatorName, targetName, reasonText].flatMap((text) => (text === null ? [] : [wordsOf(text)]));
}

function neighbours(words: readonly string[]): string[] {
  return words.slice(1).map((word, at) => `${words[at]} ${word}`);
}

function has(texts: readonly string[][], word: string): boolean {
  return texts.some((words) => words.includes(word));
}

/** How many have both words. */
function countBoth(having: ReadonlyMap<string, string[][][]>, [one, other]: Couple): number {
  const others = new Set(having.get(other));
  return having.get(one)!.filter((some) => others.has(some)).length;
}

function countAll(sets: readonly Set<string>[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const set of sets) for (const one of set) counts.set(one, (counts.get(one) ?? 0) + 1);
  return counts;
}

function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
  return items
    .map((item) => ({ item, order: random() }))
    .sort((one, other) => one.order - other.order)
    .map(({ item }) => item);
}

function quoted(words: string): string {
  return `"${words}"`;
}

const TEXTS_OF_A_KIND = 4;
