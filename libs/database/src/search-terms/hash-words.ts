import { hashOn, hashTerm } from './hash-term.js';
import { isAscii, wordsOf } from './words.js';

/**
 * Adds to `hashes` the hash of each word of a text (`wordsOf`), gone on with from `begun`. Nearly every text is ASCII, and
 * its words are read off the code units: to cut each out first takes twice as long.
 */
export function hashWords(hashes: number[], text: string, begun: number): void {
  if (!isAscii(text)) {
    for (const word of wordsOf(text)) hashes.push(hashTerm(word, begun));
    return;
  }
  let hash = begun;
  let isInWord = false;
  for (let at = 0; at < text.length; at += 1) {
    const folded = FOLDED[text.charCodeAt(at)]!;
    if (folded !== SEPARATOR) {
      hash = hashOn(hash, folded);
      isInWord = true;
    } else if (isInWord) {
      hashes.push(hash | 0);
      hash = begun;
      isInWord = false;
    }
  }
  if (isInWord) hashes.push(hash | 0);
}

const SEPARATOR = 0;

/** Of each character of ASCII the code of its folded one. */
const FOLDED = Uint8Array.from({ length: 128 }, (_, code) => {
  const [word] = wordsOf(String.fromCharCode(code));
  return word === undefined ? SEPARATOR : word.charCodeAt(0);
});
