import { STYLE } from '../style.js';
import type { TextPart } from '../typeset.js';

/** The notes of a row as one run of text; what a note says something of ("Target:") is set apart from what it says. */
export function noteParts(notes: readonly string[]): TextPart[] {
  return notes.flatMap((note, index) => {
    const label = LABEL.exec(note)?.[0] ?? '';
    const parts = [
      { text: index === 0 ? '' : SEPARATOR, style: STYLE.rowNoteLabel },
      { text: label, style: STYLE.rowNoteLabel },
      { text: note.slice(label.length), style: STYLE.rowNote },
    ];
    return parts.filter(({ text }) => text !== '');
  });
}

const SEPARATOR = ' · ';

/** At most three words, so that a sentence with a colon in it stays whole. */
const LABEL = /^[A-Z][a-z]+(?: [a-z]+){0,2}:(?= )/;
