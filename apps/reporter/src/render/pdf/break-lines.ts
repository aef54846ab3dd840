export interface Line {
  /** With the spaces it was broken at, if any: who copies or hears the text gets its words apart and its ids whole. */
  text: string;
  /** In the unit of the measure, without those spaces. */
  width: number;
  /** Broken where nothing allows a break: drawn with a mark, so that nobody reads two words or a hyphen. */
  isCut: boolean;
}

/**
 * `words` breaks at spaces; `code` also, and just as gladly, after `.`, `:` and `/`; `ids` so too, but only in words that
 * are long (a CRN among names and numbers); `time` also before an offset.
 */
export type Breaks = 'words' | 'code' | 'ids' | 'time';

export interface LineRoom {
  width: number;
  /** Kept free at the end of a cut line for its mark. */
  markWidth: number;
  measure: (text: string) => number;
  breaks: Breaks;
}

/**
 * Breaks text into lines that fit. What is too long for a line is broken after punctuation, and only if there is none is
 * it cut. Nothing is lost: the lines joined are the text, but for outer spaces.
 */
export function breakLines(text: string, room: LineRoom): Line[] {
  const lines: Line[] = [];
  let line = '';
  let width = 0;
  const end = (isCut: boolean): void => {
    lines.push({ text: line, width, isCut });
    line = '';
    width = 0;
  };
  for (const { space, piece } of pieces(text, room)) {
    const pieceWidth = room.measure(piece);
    const spaceWidth = line === '' ? 0 : room.measure(space);
    if (width + spaceWidth + pieceWidth <= room.width) {
      line += (line === '' ? '' : space) + piece;
      width += spaceWidth + pieceWidth;
      continue;
    }
    if (line !== '') {
      line += space;
      end(false);
    }
    if (pieceWidth <= room.width) {
      line = piece;
      width = pieceWidth;
      continue;
    }
    for (const character of piece) {
      const characterWidth = room.measure(character);
      if (line !== '' && width + characterWidth > room.width - room.markWidth) end(true);
      line += character;
      width += characterWidth;
    }
  }
  if (line !== '' || lines.length === 0) end(false);
  return lines;
}

/** Of a line: a UUID stays whole, a CRN fills the lines it runs over. */
const LONG_WORD = 0.4;

interface Piece {
  /** The spaces before it, dropped when it starts a line. */
  space: string;
  piece: string;
}

function* pieces(text: string, room: LineRoom): Generator<Piece> {
  for (const match of text.matchAll(/( *)([^ ]+)/g)) {
    let space = match[1] ?? '';
    for (const piece of breakable(match[2] ?? '', room)) {
      yield { space, piece };
      space = '';
    }
  }
}

/** A word in the parts it may be broken into: `.`, `:` and `/` first, other punctuation only where that is not enough. */
function breakable(word: string, room: LineRoom): string[] {
  const longest = room.breaks === 'code' ? 0 : room.breaks === 'ids' ? room.width * LONG_WORD : room.width;
  if (longest > 0 && room.measure(word) <= longest) return [word];
  if (room.breaks === 'time') return word.split(/(?=[+-]\d\d:\d\d$)/);
  return word
    .split(/(?<=[.:/])(?![.:/])/)
    .flatMap((part) => (room.measure(part) <= room.width ? [part] : part.split(/(?<=[-_@,;=&?)\]])/)));
}
