import { isAscii } from 'node:buffer';

/** A row as `COPY … TO STDOUT` gives it in text format: all values are text. */
export type CopiedRow = (string | null)[];

/**
 * The rows in pieces of COPY's text format (UTF-8), as many at a time as a piece holds. What is kept of a row for long
 * must be copied: its texts are views of their piece, and hold the whole of it in memory.
 * Source: PostgreSQL documentation, COPY, "Text Format".
 */
export async function* copiedRows(pieces: AsyncIterable<Buffer>): AsyncGenerator<CopiedRow[], void, undefined> {
  let begun = '';
  let isBegunAscii = true;
  for await (const piece of pieces) {
    // Read a character a byte, which costs nearly nothing; only what may hold more than ASCII is read as UTF-8.
    const lines = (begun + piece.toString('latin1')).split('\n');
    begun = lines.pop() ?? '';
    const isPieceAscii = isAscii(piece);
    if (lines.length > 0) yield lines.map(isPieceAscii && isBegunAscii ? readAsciiLine : readLine);
    isBegunAscii = isPieceAscii && (isBegunAscii || lines.length > 0);
  }
  if (begun !== '') throw new Error('the copied rows end in the middle of one');
}

function readAsciiLine(line: string): CopiedRow {
  return readFields(line, hasEscape(line) ? readEscapedField : readPlainField);
}

function readLine(line: string): CopiedRow {
  return readFields(line, readField);
}

function readFields(line: string, read: (field: string) => string | null): CopiedRow {
  const fields: CopiedRow = line.split('\t');
  for (let index = 0; index < fields.length; index += 1) fields[index] = read(fields[index] as string);
  return fields;
}

/** Whether there is an escape other than the one for null, which nearly every row has. */
function hasEscape(line: string): boolean {
  for (let at = line.indexOf('\\'); at !== -1; at = line.indexOf('\\', at + 2)) if (line[at + 1] !== 'N') return true;
  return false;
}

const NULL = '\\N';

function readPlainField(field: string): string | null {
  return field === NULL ? null : field;
}

function readEscapedField(field: string): string | null {
  if (field === NULL) return null;
  return field.includes('\\')
    ? field.replace(/\\(.)/gs, (_escape, letter: string) => ESCAPED[letter] ?? letter)
    : field;
}

function readField(field: string): string | null {
  return readEscapedField(BEYOND_ASCII.test(field) ? Buffer.from(field, 'latin1').toString('utf8') : field);
}

const BEYOND_ASCII = /[\x80-\xff]/;

/** What follows a backslash; anything else stands for itself. */
const ESCAPED: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };
