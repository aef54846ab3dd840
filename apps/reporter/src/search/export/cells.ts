import { csvCell } from '../../render/csv/csv-cell.js';
import type { CopiedLine } from './copied-line.js';

/** Where cells are written to; there is always room for a line. */
export interface CellBuffer {
  bytes: Buffer;
  length: number;
}

/** Writes one cell of a line. */
export type WriteCell = (line: CopiedLine, out: CellBuffer) => void;

/** A field that holds nothing that a producer chose. */
export function plainCell(field: number): WriteCell {
  return (line, out) => {
    if (!line.isNull(field)) copyBytes(line.bytes, line.start(field), line.end(field), out);
  };
}

/** A field as `csvCell` writes texts. Nearly every one is seen to be harmless at its ends, and copied. */
export function textCell(field: number): WriteCell {
  return (line, out) => {
    const start = line.start(field);
    const end = line.end(field);
    if (start === end) return;
    const isHarmless =
      line.isOrdinary(field) && IS_FIRST[line.bytes[start]!] === 1 && IS_LAST[line.bytes[end - 1]!] === 1;
    if (isHarmless) copyBytes(line.bytes, start, end, out);
    else writeText(csvCell(line.text(field), 'text'), out);
  };
}

/** `t` and `f` as `true` and `false`. */
export function booleanCell(field: number): WriteCell {
  return (line, out) => {
    if (line.isNull(field)) return;
    const cell = line.bytes[line.start(field)] === SMALL_T ? TRUE : FALSE;
    copyBytes(cell, 0, cell.length, out);
  };
}

/** `2026-09-15 10:00:07.5+00`, as COPY writes a time in UTC, in RFC 3339 with microseconds. */
export function timeCell(field: number): WriteCell {
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
export function idCell(time: number, hash: number): WriteCell {
  const writeTime = timeCell(time);
  return (line, out) => {
    writeTime(line, out);
    out.bytes[out.length++] = UNDERSCORE;
    // Behind `\\x`, as a `bytea` begins.
    copyBytes(line.bytes, line.start(hash) + 3, line.end(hash), out);
  };
}

/** What is made of two fields that lie side by side; it is made once for each pair, of as many as are had at a time. */
export function madeCell(first: number, make: (one: string, other: string) => string): WriteCell {
  const made = new Map<string, Buffer>();
  return (line, out) => {
    const key = line.bytes.toString('latin1', line.start(first), line.end(first + 1));
    let cell = made.get(key);
    if (cell === undefined) {
      if (made.size === MAX_MADE) made.clear();
      cell = Buffer.from(csvCell(make(line.text(first), line.text(first + 1)), 'text'));
      made.set(key, cell);
    }
    copyBytes(cell, 0, cell.length, out);
  };
}

/** 2,000: six times the actions of the catalog. */
const MAX_MADE = 2_000;

function writeText(text: string, out: CellBuffer): void {
  out.length += out.bytes.write(text, out.length);
}

function copyBytes(from: Buffer, start: number, end: number, out: CellBuffer): void {
  const to = out.bytes;
  let { length } = out;
  // Byte by byte: a call would take longer for the few bytes that most fields have.
  for (let at = start; at < end; at += 1) to[length++] = from[at]!;
  out.length = length;
}

const SPACE = 0x20;
const PLUS = 0x2b;
const POINT = 0x2e;
const ZERO = 0x30;
const CAPITAL_T = 0x54;
const CAPITAL_Z = 0x5a;
const UNDERSCORE = 0x5f;
const SMALL_T = 0x74;

const TRUE = Buffer.from('true');
const FALSE = Buffer.from('false');

/** What a harmless text begins with (`csvCell`), and what it ends with: nothing that may be a space, of any alphabet. */
const IS_FIRST = Uint8Array.from({ length: 256 }, (_none, byte) => Number(/[\w./:(]/.test(String.fromCharCode(byte))));
const IS_LAST = Uint8Array.from({ length: 256 }, (_none, byte) => Number(byte > 0x20 && byte < 0x7f));
