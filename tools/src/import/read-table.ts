import { createReadStream } from 'node:fs';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { CsvError, parse } from 'csv-parse';
import { EnvelopeLines, EVENT_COLUMNS } from './envelope-lines.js';
import type { FileKind } from './file-kind.js';
import type { FoundFile } from './find-files.js';
import type { Position } from './open-content.js';
import { type Dialect, dialectOf, eventColumnOf } from './table-form.js';
import { UnreadableFile } from './unreadable-file.js';

type TableKind = Extract<FileKind, { kind: 'table' }>;

/**
 * The rows of a CSV or TSV export as NDJSON, from the column with the event's JSON. Throws UnreadableFile where the table
 * breaks, or when it has no such column.
 */
export async function* readTable(
  file: FoundFile,
  kind: TableKind,
  position: Position,
): AsyncGenerator<Buffer, void, void> {
  const dialect = dialectOf(kind.head);
  const column = await findColumn(file, kind, dialect);
  if (!column) return;
  const lines = new EnvelopeLines(EVENT_COLUMNS.includes(column.name) ? column.name : 'text');
  let isHeader = true;
  for await (const row of readRows(file, kind, { dialect, position })) {
    if (isHeader) {
      isHeader = false;
      continue;
    }
    position.events += 1;
    const full = lines.add(row[column.index]);
    if (full) yield full;
  }
  const rest = lines.take();
  if (rest) yield rest;
}

/** Undefined for a table without rows. */
async function findColumn(file: FoundFile, kind: TableKind, dialect: Dialect) {
  const rows: string[][] = [];
  for await (const row of readRows(file, kind, { dialect, position: { bytes: 0, events: 0 } })) {
    rows.push(row);
    if (rows.length > SAMPLE_ROWS) break;
  }
  const [header, ...samples] = rows;
  return header && eventColumnOf(header, samples);
}

/** Rows of latin1 texts (`EnvelopeLines` says why), the header's first. */
async function* readRows(
  { path, bytes }: FoundFile,
  { isGzip }: TableKind,
  { dialect, position }: { dialect: Dialect; position: Position },
): AsyncGenerator<string[], void, void> {
  if (bytes === 0) return;
  const parser = parse({
    ...dialect,
    encoding: 'latin1',
    record_delimiter: ['\r\n', '\n'],
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: MAX_ROW_BYTES,
  });
  const source = counted(createReadStream(path, { end: bytes - 1 }), position);
  // What breaks one of them ends the last with the same error.
  const ended = () => undefined;
  if (isGzip) pipeline(source, createGunzip(), withoutMark, parser, ended);
  else pipeline(source, withoutMark, parser, ended);
  try {
    for await (const row of parser) yield row as string[];
  } catch (error) {
    throw explained(error as NodeJS.ErrnoException);
  }
}

async function* counted(source: Readable, position: Position): AsyncGenerator<Buffer, void, void> {
  for await (const piece of source) {
    position.bytes += (piece as Buffer).length;
    yield piece as Buffer;
  }
}

/** Takes the byte order mark off, which is no part of the first column's name. */
async function* withoutMark(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, void> {
  let isFirst = true;
  for await (const piece of source) {
    yield isFirst && piece.subarray(0, 3).equals(BYTE_ORDER_MARK) ? piece.subarray(3) : piece;
    isFirst = false;
  }
}

/** csv-parse quotes the content in its messages, so they are not passed on. */
function explained(error: NodeJS.ErrnoException): Error {
  if (error instanceof CsvError) {
    const { code, lines } = error as CsvError & { lines?: number };
    return new UnreadableFile(`the table breaks at line ${lines ?? '?'}: ${FAULTS[code] ?? code}`);
  }
  if (error.code?.startsWith('Z_')) return new UnreadableFile('it cannot be unpacked: it is damaged or ends too early');
  return error;
}

const FAULTS: Record<string, string> = {
  CSV_QUOTE_NOT_CLOSED: 'a quotation mark is never closed',
  CSV_INVALID_CLOSING_QUOTE: 'behind a closing quotation mark the cell goes on',
  INVALID_OPENING_QUOTE: 'a quotation mark stands in a cell that is not quoted',
  CSV_MAX_RECORD_SIZE: 'a row is over 64 MiB long; most likely a quotation mark is not closed',
};

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const SAMPLE_ROWS = 20;

/** 64 MiB: an unclosed quotation mark would take all the rest of the file into memory. */
const MAX_ROW_BYTES = 64 * 1024 * 1024;
