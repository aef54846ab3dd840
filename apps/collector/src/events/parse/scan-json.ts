/** What one linear pass over the bytes of a JSON text found out, without judging whether it is valid. */
export interface JsonScan {
  start: number;
  /** Where the text ends (excluded). */
  end: number;
  /** The closing bracket was met (`value`), or the separator after the element (`element`). */
  isComplete: boolean;
  /** Colons outside strings: in valid JSON, the number of members of all objects, repeated keys included. */
  members: number;
  /** Greatest depth of brackets. */
  depth: number;
  hasNulEscape: boolean;
  hasSurrogateEscape: boolean;
  /** Start and end of each number that a double might not hold, one after the other. */
  longNumbers: number[];
}

/** A `value` begins with a bracket, an `element` stands in an array. */
export type ScanKind = 'value' | 'element';

/**
 * Scans from `from`, at most to `to`. A `value` begins with a bracket and ends after the one that closes it. An
 * `element` of an array ends before the comma or bracket that follows it. A closing bracket that does not match closes
 * what it can, so that a broken element ends where the next begins. Linear in the bytes, and never recursive.
 */
export function scanJson(bytes: Uint8Array, from: number, to: number, kind: ScanKind): JsonScan {
  SCANNER.begin(kind, { start: from });
  const end = SCANNER.run(bytes, { from, to, origin: 0, isLast: true });
  SCANNER.scan.end = end;
  return SCANNER.scan;
}

/** A stretch of bytes to scan. */
export interface Stretch {
  from: number;
  to: number;
  /** The index from which positions are told; below 0 when earlier bytes are gone. */
  origin: number;
  /** No escape and no number goes on behind `to`. */
  isLast: boolean;
}

/** `scanJson` for a text that comes in pieces: each `run` goes on where the last one stopped. */
export class JsonScanner {
  scan: JsonScan = newScan(0);
  private kind: ScanKind = 'value';
  private maxPosition = Infinity;
  /** The open brackets, `open` of them; and how many more are open than are told apart. */
  private stack = new Uint8Array(1024);
  private open = 0;
  private openBraces = 0;
  private deeper = 0;
  private isInString = false;
  /** NONE, or where the number began that the last run broke off in. */
  private numberStart = NONE;
  private hasExponent = false;

  /** Forgets the text before. Numbers behind `maxPosition` are not noted: nobody will read so large a text. */
  begin(kind: ScanKind, { start = 0, maxPosition = Infinity }: { start?: number; maxPosition?: number } = {}): void {
    this.scan = newScan(start);
    this.kind = kind;
    this.maxPosition = maxPosition;
    this.open = this.openBraces = this.deeper = 0;
    this.isInString = false;
    this.numberStart = NONE;
  }

  /**
   * Answers how far it came: behind the text when it is complete, else `to`, or a little before when an escape there
   * needs bytes that are still to come.
   */
  run(bytes: Uint8Array, stretch: Stretch): number {
    const { from, to, origin } = stretch;
    const { scan, kind } = this;
    let at = from;
    if (this.isInString) at = this.skipString(bytes, at, stretch);
    else if (this.numberStart !== NONE) at = this.skipNumber(bytes, at, stretch);
    while (at < to && !this.isInString) {
      const byte = bytes[at]!;
      if (byte === QUOTE) {
        at = this.skipString(bytes, at + 1, stretch);
        continue;
      }
      if (byte === MINUS || (byte >= ZERO && byte <= NINE)) {
        at = this.skipNumber(bytes, at, stretch);
        continue;
      }
      if (byte === COLON) {
        scan.members += 1;
      } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
        this.openOne(byte);
      } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
        const hasClosed = byte === CLOSE_BRACE ? this.closeBrace() : this.closeBracket();
        if (kind === 'value') {
          if (this.open === 0) return this.finish(at + 1, origin);
        } else if (!hasClosed && byte === CLOSE_BRACKET) {
          return this.finish(at, origin);
        }
      } else if (byte === COMMA && kind === 'element' && this.open === 0) {
        return this.finish(at, origin);
      }
      at += 1;
    }
    return at;
  }

  private finish(at: number, origin: number): number {
    this.scan.end = at - origin;
    this.scan.isComplete = true;
    return at;
  }

  private openOne(byte: number): void {
    const { scan } = this;
    if (this.open === MAX_TOLD_APART) {
      this.deeper += 1;
    } else {
      if (this.open === this.stack.length) this.stack = grown(this.stack);
      this.stack[this.open] = byte;
      this.open += 1;
      if (byte === OPEN_BRACE) this.openBraces += 1;
    }
    if (this.open + this.deeper > scan.depth) scan.depth = this.open + this.deeper;
  }

  /** Whether there was a brace to close; brackets that are open inside it are closed with it. */
  private closeBrace(): boolean {
    if (this.closeDeeper()) return true;
    if (this.openBraces === 0) return false;
    while (this.stack[this.open - 1] !== OPEN_BRACE) this.open -= 1;
    this.open -= 1;
    this.openBraces -= 1;
    return true;
  }

  private closeBracket(): boolean {
    if (this.closeDeeper()) return true;
    if (this.open === this.openBraces) return false;
    while (this.stack[this.open - 1] !== OPEN_BRACKET) {
      this.open -= 1;
      this.openBraces -= 1;
    }
    this.open -= 1;
    return true;
  }

  private closeDeeper(): boolean {
    if (this.deeper === 0) return false;
    this.deeper -= 1;
    return true;
  }

  /** Answers the position behind the closing quote, or how far it came. */
  private skipString(bytes: Uint8Array, from: number, { to, isLast }: Stretch): number {
    let at = from;
    while (at < to) {
      const byte = bytes[at];
      if (byte === QUOTE) {
        this.isInString = false;
        return at + 1;
      }
      if (byte !== BACKSLASH) {
        at += 1;
        continue;
      }
      if (!isLast && to - at < LONGEST_ESCAPE) break;
      if (bytes[at + 1] === LOWER_U) noteEscape(bytes, at + 2, this.scan);
      at += 2;
    }
    this.isInString = true;
    return Math.min(at, to);
  }

  /** Answers where the number ends (excluded), or how far it came. */
  private skipNumber(bytes: Uint8Array, from: number, { to, origin, isLast }: Stretch): number {
    let at = from;
    if (this.numberStart === NONE) {
      this.numberStart = at - origin;
      this.hasExponent = false;
      at += 1;
    }
    for (; at < to; at += 1) {
      const byte = bytes[at]!;
      if (byte === LOWER_E || byte === UPPER_E) this.hasExponent = true;
      else if ((byte < ZERO || byte > NINE) && byte !== DOT && byte !== MINUS && byte !== PLUS) break;
    }
    if (at < to || isLast) this.endNumber(at - origin);
    return at;
  }

  /** Up to 15 digits without exponent always survive a double. */
  private endNumber(end: number): void {
    const isLong = this.hasExponent || end - this.numberStart > 15;
    if (isLong && end <= this.maxPosition) this.scan.longNumbers.push(this.numberStart, end);
    this.numberStart = NONE;
  }
}

function newScan(start: number): JsonScan {
  return {
    start,
    end: start,
    isComplete: false,
    members: 0,
    depth: 0,
    hasNulEscape: false,
    hasSurrogateEscape: false,
    longNumbers: [],
  };
}

/** `at` is the first of four hexadecimal digits: 0000 is NUL, d800 to dfff are halves of a character. */
function noteEscape(bytes: Uint8Array, at: number, scan: JsonScan): void {
  const [first, second] = [bytes[at], bytes[at + 1]];
  if (first === ZERO && second === ZERO && bytes[at + 2] === ZERO && bytes[at + 3] === ZERO) scan.hasNulEscape = true;
  if ((first === LOWER_D || first === UPPER_D) && second !== undefined && second >= EIGHT)
    scan.hasSurrogateEscape = true;
}

function grown(stack: Uint8Array): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(stack.length * 4);
  larger.set(stack);
  return larger;
}

const NONE = -1;

/** 6: a backslash, `u` and four digits. */
const LONGEST_ESCAPE = 6;

/** 1 Mi: an item so deep is refused anyway, and a body of nothing but brackets must not fill the memory. */
const MAX_TOLD_APART = 1024 * 1024;

const QUOTE = 0x22;
const PLUS = 0x2b;
const COMMA = 0x2c;
const MINUS = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
const EIGHT = 0x38;
const NINE = 0x39;
const COLON = 0x3a;
const UPPER_D = 0x44;
const UPPER_E = 0x45;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const LOWER_D = 0x64;
const LOWER_E = 0x65;
const LOWER_U = 0x75;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** Serves all texts that are there as a whole: scanning them is synchronous. */
const SCANNER = new JsonScanner();
