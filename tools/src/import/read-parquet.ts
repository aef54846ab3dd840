import { open } from 'node:fs/promises';
import { type FileMetaData, parquetMetadataAsync, type ParquetParsers, parquetScan, parquetSchema } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { EnvelopeLines, EVENT_COLUMNS } from './envelope-lines.js';
import type { FoundFile } from './find-files.js';
import type { Position } from './open-content.js';
import { parquetFile } from './parquet-file.js';
import { UnreadableFile } from './unreadable-file.js';

/**
 * The rows of a Parquet file as NDJSON, from the column with the event's JSON. Holds that column of one row group, packed,
 * and some MiB of its rows. Throws UnreadableFile.
 */
export async function* readParquet({ path, bytes }: FoundFile, position: Position): AsyncGenerator<Buffer, void, void> {
  const handle = await open(path);
  try {
    const file = parquetFile(handle, bytes);
    const metadata = await readable(() => parquetMetadataAsync(file, { parsers: AS_BYTES }));
    const column = eventColumn(metadata);
    const lines = new EnvelopeLines(column);
    const rows = Number(metadata.num_rows);
    for (const { rowStart, rowEnd } of slices(metadata, column)) {
      const cells = await readable(async () => {
        const scan = await parquetScan({ file, metadata, columns: [column], compressors, parsers: AS_BYTES });
        return scan.readColumn({ column, rowStart, rowEnd });
      });
      for (const cell of cells as ArrayLike<unknown> & Iterable<unknown>) {
        const full = lines.add(cell as string | null | undefined);
        position.events += 1;
        if (full) yield full;
      }
      position.bytes = Math.floor((bytes * rowEnd) / Math.max(1, rows));
    }
    const rest = lines.take();
    if (rest) yield rest;
  } finally {
    await handle.close();
  }
}

/** Text stays the bytes it is (`EnvelopeLines`): decoding or parsing it here could make different events equal. */
const AS_BYTES: Partial<ParquetParsers> = { stringFromBytes: asLatin1, jsonFromBytes: asLatin1 };

function asLatin1(bytes: Uint8Array | undefined): string | undefined {
  return bytes && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

function eventColumn(metadata: FileMetaData): string {
  const columns = parquetSchema(metadata).children;
  const name = EVENT_COLUMNS.find((wanted) => columns.some(({ element }) => element.name === wanted));
  if (name === undefined) {
    const names = columns.map(({ element }) => element.name).join(', ');
    throw new UnreadableFile(
      `none of its columns is ${EVENT_COLUMNS.join(' or ')}; there are: ${names.slice(0, 1000)}`,
    );
  }
  const column = columns.find(({ element }) => element.name === name);
  const { type, repetition_type: repetition } = column?.element ?? {};
  if (type !== 'BYTE_ARRAY' || repetition === 'REPEATED') {
    throw new UnreadableFile(`its column ${name} holds no text, but ${type ?? 'columns of its own'}`);
  }
  return name;
}

/** Ranges of rows, none over a row group's end, so small that their text unpacked is a few MiB. */
function* slices(metadata: FileMetaData, column: string): Generator<{ rowStart: number; rowEnd: number }> {
  let groupStart = 0;
  for (const group of metadata.row_groups) {
    const groupEnd = groupStart + Number(group.num_rows);
    const chunk = group.columns.find(({ meta_data: data }) => data?.path_in_schema[0] === column)?.meta_data;
    const bytesARow = Number(chunk?.total_uncompressed_size ?? 0) / Math.max(1, Number(group.num_rows));
    const rows = Math.min(MAX_ROWS, Math.max(MIN_ROWS, Math.floor(SLICE_BYTES / Math.max(1, bytesARow))));
    for (let rowStart = groupStart; rowStart < groupEnd; rowStart += rows) {
      yield { rowStart, rowEnd: Math.min(groupEnd, rowStart + rows) };
    }
    groupStart = groupEnd;
  }
}

async function readable<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    // Of the file system, not of the content.
    if (typeof (error as NodeJS.ErrnoException).syscall === 'string') throw error;
    throw new UnreadableFile(`it cannot be read as Parquet: ${(error as Error).message}`);
  }
}

/** 8 MiB of text, and the pages that they lie in. */
const SLICE_BYTES = 8 * 1024 * 1024;
const MIN_ROWS = 200;
const MAX_ROWS = 20_000;
