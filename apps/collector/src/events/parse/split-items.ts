import { scanJson, type JsonScan } from './scan-json.js';

/**
 * One item of a request: its bytes as they came, without the white space and separators around them. `value`: begins as
 * a JSON object or stands in an array, broken or not; positions in its scan count from the first byte of the body.
 * `text`: the rest of a line that begins as something else. `tail`: what follows the last comma of an array that is not
 * closed.
 */
export type RawItem = { kind: 'value'; bytes: Buffer; scan: JsonScan } | { kind: 'text' | 'tail'; bytes: Buffer };

/**
 * Splits a body into its items, in order and one at a time. It may be a JSON array, NDJSON, or JSON values one after
 * the other, however they are spaced (`curl -d @file` drops the line feeds of NDJSON); which one is seen from the bytes.
 * Broken items are kept apart from their neighbours: in NDJSON by line, elsewhere by brackets. `isDeclaredNdjson` only
 * settles how far a broken beginning reaches. A body of nothing but white space has no items.
 */
export function* splitItems(body: Buffer, isDeclaredNdjson = false): Generator<RawItem, void, void> {
  // Once a value that spans lines proved broken, none is looked for again: trying at every line would be quadratic.
  let isByLine = false;
  let hasSeenLine = isDeclaredNdjson;
  let at = skipWhiteSpace(body, startOf(body), body.length);
  let lineStop = -1;
  for (const start = at; at < body.length; at = skipWhiteSpace(body, at, body.length)) {
    if (lineStop < at) lineStop = lineEnd(body, at);
    if (body[at] === OPEN_BRACKET) {
      at = yield* splitArray(body, at, hasSeenLine && at > start ? lineStop : body.length);
    } else if (body[at] === OPEN_BRACE) {
      let scan = scanJson(body, at, isByLine ? lineStop : body.length, 'value');
      if (scan.isComplete && scan.end <= lineStop) {
        hasSeenLine = true;
      } else if (!isByLine && !isWhole(body, scan) && (hasSeenLine || isObjectLine(body, lineStop + 1))) {
        isByLine = hasSeenLine = true;
        scan = scanJson(body, at, lineStop, 'value');
      }
      yield { kind: 'value', bytes: trimmed(body, at, scan.end), scan };
      at = scan.end;
    } else {
      yield { kind: 'text', bytes: trimmed(body, at, lineStop) };
      at = lineStop;
    }
  }
}

/** The elements of the array that opens at `from`; blank ones are skipped, like blank lines. Answers where it ends. */
function* splitArray(bytes: Buffer, from: number, to: number): Generator<RawItem, number, void> {
  let at = from;
  while (at < to && bytes[at] !== CLOSE_BRACKET) {
    const scan = scanJson(bytes, skipWhiteSpace(bytes, at + 1, to), to, 'element');
    if (!scan.isComplete) {
      // An empty tail is shown by the separator before it: that the array was cut off must not go unnoticed.
      yield { kind: 'tail', bytes: trimmed(bytes, scan.start === to ? at : scan.start, to) };
      return to;
    }
    if (scan.end > scan.start) yield { kind: 'value', bytes: trimmed(bytes, scan.start, scan.end), scan };
    at = scan.end;
  }
  return at + 1;
}

function trimmed(bytes: Buffer, start: number, stop: number): Buffer {
  let end = stop;
  while (end > start && isWhiteSpace(bytes[end - 1])) end -= 1;
  return bytes.subarray(start, end);
}

/** Whether a value that spans lines is one: pretty-printed, not a line that was cut off and took others along. */
function isWhole(bytes: Buffer, scan: JsonScan): boolean {
  return scan.isComplete && isJson(bytes.subarray(scan.start, scan.end));
}

/** Whether the line is a whole object at the margin, as no pretty-printer puts it inside another. */
function isObjectLine(bytes: Buffer, from: number): boolean {
  return bytes[from] === OPEN_BRACE && isJson(bytes.subarray(from, lineEnd(bytes, from)));
}

function isJson(bytes: Buffer): boolean {
  try {
    JSON.parse(bytes.toString('utf8'));
    return true;
  } catch {
    return false;
  }
}

function lineEnd(bytes: Buffer, from: number): number {
  const at = bytes.indexOf(LINE_FEED, from);
  return at === -1 ? bytes.length : at;
}

/** Behind the UTF-8 byte order mark, if there is one. */
function startOf(bytes: Buffer): number {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
}

function skipWhiteSpace(bytes: Buffer, from: number, to: number): number {
  let at = from;
  while (at < to && isWhiteSpace(bytes[at])) at += 1;
  return at;
}

/** JSON's own white space, RFC 8259 2. */
function isWhiteSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === LINE_FEED || byte === 0x0d || byte === 0x09;
}

const LINE_FEED = 0x0a;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
