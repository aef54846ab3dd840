import { SEARCH_FIELDS } from '@trailkeeper/contract';
import { wordsOf } from '@trailkeeper/database';
import type { Condition } from '../event-search.js';
import { type Asked, type FieldMeaning, findField } from './fields.js';
import { queryFault } from './query-fault.js';
import { type PlacedValue, readTerms, type WrittenField, type WrittenTerm } from './read-terms.js';

/** The most terms that a query line may have. */
export const MAX_TERMS = 50;

/** 20: PostgreSQL keeps the last 32 patterns that it made ready; with more texts every row makes all of them anew. */
export const MAX_TEXTS = 20;

/** No word that anybody looks for is longer. */
const MAX_TEXT_LENGTH = 200;

/**
 * The conditions of a query line, in their order (docs/search.md). Throws ApiError 400 `invalid_query` with the position
 * and length of what is wrong.
 */
export function parseQuery(line: string): Condition[] {
  const terms = readTerms(line);
  const excess = terms[MAX_TERMS];
  if (excess !== undefined) throw queryFault(`A query has at most ${MAX_TERMS} terms; this is one more.`, excess);
  const moreText = terms.filter(({ field }) => field === undefined)[MAX_TEXTS];
  if (moreText !== undefined) throw queryFault(TOO_MANY_TEXTS, moreText);
  return terms.map((term) => ({ ...askedOf(term), isNegated: term.isNegated }));
}

function askedOf({ field, values }: WrittenTerm): Asked {
  if (field !== undefined) return fieldAsked(meaningOf(field), values);
  const [value] = values;
  if (value === undefined) throw new Error('a term without a field has one value');
  return wordsAsked(value);
}

function meaningOf(field: WrittenField): FieldMeaning {
  const meaning = findField(field.name);
  if (meaning !== undefined) return meaning;
  const unknown =
    field.name === '' ? 'A field is missing before the colon.' : `There is no field "${field.name.slice(0, 100)}".`;
  throw queryFault(`${unknown} ${KNOWN_FIELDS}`, field);
}

function fieldAsked(meaning: FieldMeaning, values: readonly PlacedValue[]): Asked {
  const excess = values[meaning.maxValues];
  if (excess !== undefined) {
    const most = meaning.maxValues === 1 ? 'one value' : `at most ${meaning.maxValues} values`;
    throw queryFault(`This field takes ${most}; this is one more.`, excess);
  }
  const answer = meaning.ask(values);
  if ('asked' in answer) return answer.asked;
  throw queryFault(answer.fault, values[answer.index] ?? { position: 0, length: 0 });
}

function wordsAsked(value: PlacedValue): Asked {
  const star = value.isQuoted ? -1 : value.text.indexOf('*');
  if (star !== -1) throw queryFault(WHOLE_WORDS, { position: value.position + star, length: 1 });
  if (value.text.length > MAX_TEXT_LENGTH) throw queryFault(LONG_TEXT, value);
  const words = wordsOf(value.text);
  if (words.length === 0) throw queryFault(NO_WORD, value);
  return { kind: 'words', words };
}

const KNOWN_FIELDS = `Fields are ${Object.keys(SEARCH_FIELDS).join(', ')}. To find text with a colon, put it in double quotes.`;
const TOO_MANY_TEXTS =
  `A query has at most ${MAX_TEXTS} texts to look for; this is one more. What stands in one field is found sooner by it, as ` +
  'with initiator:ops@example.com.';
const LONG_TEXT = `A text to look for has at most ${MAX_TEXT_LENGTH} characters. A few of its words will find the same.`;
const NO_WORD = 'Text needs at least one letter or digit: only whole words are found, not the signs between them.';
const WHOLE_WORDS = 'Words are found whole; a star stands only at the end of an action, as in action:kms.secrets.*.';
