/** How many characters of a text can be searched for words, counted in code points as PostgreSQL does. */
export const SEARCHED_CHARACTERS = 4_096;

/** What of a text is searched: in PostgreSQL, `left(text, SEARCHED_CHARACTERS)`. So a word that is cut is cut alike in both. */
export function searchedPart(text: string): string {
  if (text.length <= SEARCHED_CHARACTERS) return text;
  let end = 0;
  for (let taken = 0; taken < SEARCHED_CHARACTERS && end < text.length; taken += 1) {
    end += text.codePointAt(end)! > 0xffff ? 2 : 1;
  }
  return text.slice(0, end);
}

/**
 * The words of a text, folded, in their order: what stands between `WORD_SEPARATORS`. Cut so that whatever they make a word
 * in PostgreSQL is one here, without asking a locale of either.
 */
export function wordsOf(text: string): string[] {
  return foldedWord(text)
    .split(SEPARATORS)
    .filter((word) => word !== '');
}

/** Each character in lower case where that is one character, else as it is; whatever stands beside it. */
export function foldedWord(text: string): string {
  return isAscii(text) ? text.toLowerCase() : [...text].map(folded).join('');
}

export function isAscii(text: string): boolean {
  return !BEYOND_ASCII.test(text);
}

/**
 * For a bracket of a regular expression, here and in PostgreSQL: what separates words, and is no letter or digit of any script.
 * Terms are stored: never changed.
 */
export const WORD_SEPARATORS = [
  '\\x01-\\x2f\\x3a-\\x40\\x5b-\\x60\\x7b-\\x7f', // ASCII
  '\\u0080-\\u00a9\\u00ab-\\u00b1\\u00b4\\u00b6-\\u00b8\\u00bb\\u00bf\\u00d7\\u00f7', // Latin-1: blanks, quotes, signs
  '\\u1680\\u2000-\\u206f\\ufeff', // blanks, dashes, quotes, what is not seen
  '\\u20a0-\\u20cf\\u2190-\\u245f\\u2500-\\u27ff\\u2900-\\u2bff', // currencies, arrows, symbols
  '\\ufe00-\\ufe0f\u{1f000}-\u{1faff}', // emoji, and what makes a symbol one
  '\\u3000-\\u3004\\u3008-\\u3020\\u3030\\u303d-\\u303f\\u30fb', // Chinese and Japanese, without what repeats a letter
  '\\uff01-\\uff0f\\uff1a-\\uff20\\uff3b-\\uff40\\uff5b-\\uff65', // the same as wide as a letter
].join('');

/** NUL too, which PostgreSQL cannot hold. */
// eslint-disable-next-line no-misleading-character-class -- what makes a symbol an emoji is a separator of its own
const SEPARATORS = new RegExp(`[\\0${WORD_SEPARATORS}]+`, 'u');

const BEYOND_ASCII = /[\u0080-\uffff]/;

function folded(character: string): string {
  const lower = character.toLowerCase();
  return lower.length === character.length ? lower : character;
}

/** The characters that `foldedWord` takes for this folded one, itself first: of `ß` also `ẞ`, of `k` also `K` and the Kelvin sign. */
export function spellingsOf(character: string): string[] {
  spellings ??= findSpellings();
  return [character, ...(spellings.get(character) ?? [])];
}

let spellings: Map<string, string[]> | undefined;

/** The folding turned round, once: it takes some 10 ms. */
function findSpellings(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (let code = 0; code <= LAST_WITH_CASE; code += 1) {
    const character = String.fromCodePoint(code);
    const lower = folded(character);
    if (lower === character) continue;
    found.set(lower, [...(found.get(lower) ?? []), character]);
  }
  return found;
}

/** Beyond the first two planes of Unicode there are no scripts with two cases. */
const LAST_WITH_CASE = 0x1ffff;
