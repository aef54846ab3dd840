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

/**
 * Scans from `from`, at most to `to`. A `value` begins with a bracket and ends after the one that closes it. An
 * `element` of an array ends before the comma or bracket that follows it. A closing bracket that does not match closes
 * what it can, so that a broken element ends where the next begins. Linear in the bytes, and never recursive.
 */
export function scanJson(bytes: Uint8Array, from: number, to: number, kind: 'value' | 'element'): JsonScan {
  const scan: JsonScan = {
    start: from,
    end: to,
    isComplete: false,
    members: 0,
    depth: 0,
    hasNulEscape: false,
    hasSurrogateEscape: false,
    longNumbers: [],
  };
  // The open brackets. The shared stack serves all but absurdly deep texts; scanning is synchronous.
  let stack: Uint8Array = SHARED_STACK;
  let open = 0;
  let openBraces = 0;
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at]!;
    if (byte === QUOTE) {
      at = skipString(bytes, at + 1, to, scan);
    } else if (byte === COLON) {
      scan.members += 1;
    } else if (byte === MINUS || (byte >= ZERO && byte <= NINE)) {
      at = skipNumber(bytes, at, to, scan) - 1;
    } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      if (open === stack.length) stack = grown(stack);
      stack[open] = byte;
      open += 1;
      if (byte === OPEN_BRACE) openBraces += 1;
      if (open > scan.depth) scan.depth = open;
    } else if (byte === CLOSE_BRACE) {
      if (openBraces > 0) {
        while (stack[open - 1] !== OPEN_BRACE) open -= 1;
        open -= 1;
        openBraces -= 1;
      }
    } else if (byte === CLOSE_BRACKET) {
      if (open > openBraces) {
        while (stack[open - 1] !== OPEN_BRACKET) {
          open -= 1;
          openBraces -= 1;
        }
        open -= 1;
      } else if (kind === 'element') {
        return finished(scan, at);
      }
    } else if (byte === COMMA && open === 0 && kind === 'element') {
      return finished(scan, at);
    }
    if (open === 0 && kind === 'value') return finished(scan, at + 1);
  }
  return scan;
}

function finished(scan: JsonScan, end: number): JsonScan {
  scan.end = end;
  scan.isComplete = true;
  return scan;
}

/** Answers the position of the closing quote, or `to`. */
function skipString(bytes: Uint8Array, from: number, to: number, scan: JsonScan): number {
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at];
    if (byte === QUOTE) return at;
    if (byte !== BACKSLASH) continue;
    at += 1;
    if (bytes[at] === LOWER_U) noteEscape(bytes, at + 1, scan);
  }
  return to;
}

/** `at` is the first of four hexadecimal digits: 0000 is NUL, d800 to dfff are halves of a character. */
function noteEscape(bytes: Uint8Array, at: number, scan: JsonScan): void {
  const [first, second] = [bytes[at], bytes[at + 1]];
  if (first === ZERO && second === ZERO && bytes[at + 2] === ZERO && bytes[at + 3] === ZERO) scan.hasNulEscape = true;
  if ((first === LOWER_D || first === UPPER_D) && second !== undefined && second >= EIGHT)
    scan.hasSurrogateEscape = true;
}

/** Answers where the number ends (excluded). Up to 15 digits without exponent always survive a double. */
function skipNumber(bytes: Uint8Array, from: number, to: number, scan: JsonScan): number {
  let at = from + 1;
  let hasExponent = false;
  for (; at < to; at += 1) {
    const byte = bytes[at]!;
    if (byte === LOWER_E || byte === UPPER_E) hasExponent = true;
    else if ((byte < ZERO || byte > NINE) && byte !== DOT && byte !== MINUS && byte !== PLUS) break;
  }
  if (hasExponent || at - from > 15) scan.longNumbers.push(from, at);
  return at;
}

function grown(stack: Uint8Array): Uint8Array {
  const larger = new Uint8Array(stack.length * 4);
  larger.set(stack);
  return larger;
}

const SHARED_STACK = new Uint8Array(1024);

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
