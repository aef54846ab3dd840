import { scanJson, type JsonScan } from '../src/events/parse/scan-json.js';

export type WholeItem = { kind: 'value'; bytes: Buffer; scan: JsonScan } | { kind: 'text' | 'tail'; bytes: Buffer };

/**
 * What `ItemSplitter` has to find, the plain way: with the whole body at hand. Positions in a scan count from the first
 * byte of the body. Nothing but the tests uses it.
 */
export function* splitWholeBody(body: Buffer, isDeclaredNdjson = false): Generator<WholeItem, void, void> {
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

function* splitArray(bytes: Buffer, from: number, to: number): Generator<WholeItem, number, void> {
  let at = from;
  while (at < to && bytes[at] !== CLOSE_BRACKET) {
    const scan = scanJson(bytes, skipWhiteSpace(bytes, at + 1, to), to, 'element');
    if (!scan.isComplete) {
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

function isWhole(bytes: Buffer, scan: JsonScan): boolean {
  return scan.isComplete && isJson(bytes.subarray(scan.start, scan.end));
}

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
  const at = bytes.indexOf(0x0a, from);
  return at === -1 ? bytes.length : at;
}

function startOf(bytes: Buffer): number {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
}

function skipWhiteSpace(bytes: Buffer, from: number, to: number): number {
  let at = from;
  while (at < to && isWhiteSpace(bytes[at])) at += 1;
  return at;
}

function isWhiteSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
