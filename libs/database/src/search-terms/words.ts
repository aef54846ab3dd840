/** How many characters of a text can be searched for words. */
export const SEARCHED_CHARACTERS = 4_096;

/**
 * The words of a text, folded, in their order: runs of ASCII letters and digits and of all that is not ASCII. Cut so
 * that whatever `WORD_SEPARATORS` makes a word in PostgreSQL is one here, without asking a locale of either.
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

/** The characters that `foldedWord` takes for this folded one. */
export function spellingsOf(character: string): string[] {
  const upper = character.toUpperCase();
  return folded(upper) === character && upper !== character ? [character, upper] : [character];
}

function folded(character: string): string {
  const lower = character.toLowerCase();
  return lower.length === character.length ? lower : character;
}

/** For a bracket of a regular expression, here and in PostgreSQL. */
export const WORD_SEPARATORS = '\\x01-\\x2f\\x3a-\\x40\\x5b-\\x60\\x7b-\\x7f';

const SEPARATORS = /[^0-9A-Za-z\u0080-\uffff]+/;

const BEYOND_ASCII = /[\u0080-\uffff]/;
