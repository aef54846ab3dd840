import { csvCell } from '../../render/csv/csv-cell.js';
import type { CopiedLine } from './copied-line.js';

/** Where cells are written to; there is always room for a line. */
export interface CellBuffer {
  bytes: Buffer;
  length: number;
}

/** Writes one cell of a line, or several with the commas between them. */
export type WriteCells = (line: CopiedLine, out: CellBuffer) => void;

/** A field that holds nothing that a producer chose. */
export function plainCell(field: number): WriteCells {
  return (line, out) => copyBytes(line.bytes, line.start(field), line.end(field), out);
}

/**
 * So many fields that lie side by side, as `csvCell` writes texts. Nearly all are seen to be harmless, and copied together,
 * with the commas between them.
 */
export function textCells(first: number, fields: number): WriteCells {
  const last = first + fields - 1;
  return (line, out) => {
    let start = line.start(first);
    for (let field = first; field <= last; field += 1) {
      if (line.isHarmless(field)) continue;
      copyBytes(line.bytes, start, line.start(field), out);
      out.length += out.bytes.write(csvCell(line.text(field), 'text'), out.length);
      start = line.end(field);
    }
    copyBytes(line.bytes, start, line.end(last), out);
  };
}

/** `2026-09-15 10:00:07.5+00`, as COPY writes a time in UTC, in RFC 3339 with microseconds. */
export function timeCell(field: number): WriteCells {
  return (line, out) => {
    const start = line.start(field);
    const seconds = start + 19;
    const end = line.end(field) - 3;
    // Anything else would make every time wrong, quietly.
    if (line.bytes[start + 10] !== SPACE || !isUtc(line.bytes, end)) {
      throw new Error(`times are not given in UTC: ${line.text(field)}`);
    }
    const { bytes } = out;
    const from = out.length;
    copyBytes(line.bytes, start, seconds, out);
    bytes[from + 10] = CAPITAL_T;
    bytes[out.length++] = POINT;
    copyBytes(line.bytes, Math.min(seconds + 1, end), end, out);
    while (out.length < from + 26) bytes[out.length++] = ZERO;
    bytes[out.length++] = CAPITAL_Z;
  };
}

/** `+00` */
function isUtc(bytes: Buffer, at: number): boolean {
  return bytes[at] === PLUS && bytes[at + 1] === ZERO && bytes[at + 2] === ZERO;
}

/** The id of an event (`eventIdOf`), of its time and its hash. */
export function idCell(time: number, hash: number): WriteCells {
  const writeTime = timeCell(time);
  return (line, out) => {
    writeTime(line, out);
    out.bytes[out.length++] = UNDERSCORE;
    // Behind `\\x`, as a `bytea` begins.
    copyBytes(line.bytes, line.start(hash) + 3, line.end(hash), out);
  };
}

/** What is made of two fields that lie side by side; made once for each pair, of as many as are had at a time. */
export function madeCells(first: number, make: (one: string, other: string) => readonly string[]): WriteCells {
  const made = new Map<string, Buffer>();
  return (line, out) => {
    const key = line.bytes.toString('latin1', line.start(first), line.end(first + 1));
    let cells = made.get(key);
    if (cells === undefined) {
      if (made.size === MAX_MADE) made.clear();
      const texts = make(line.text(first), line.text(first + 1));
      cells = Buffer.from(texts.map((text) => csvCell(text, 'text')).join(','));
      made.set(key, cells);
    }
    copyBytes(cells, 0, cells.length, out);
  };
}

/** 2,000: six times the actions of the catalog. */
const MAX_MADE = 2_000;

function copyBytes(from: Buffer, start: number, end: number, out: CellBuffer): void {
  const to = out.bytes;
  let { length } = out;
  // Byte by byte if they are few: a call would take longer.
  if (end - start < 48) for (let at = start; at < end; at += 1) to[length++] = from[at]!;
  else length += from.copy(to, length, start, end);
  out.length = length;
}

const SPACE = 0x20;
const PLUS = 0x2b;
const POINT = 0x2e;
const ZERO = 0x30;
const CAPITAL_T = 0x54;
const CAPITAL_Z = 0x5a;
const UNDERSCORE = 0x5f;
