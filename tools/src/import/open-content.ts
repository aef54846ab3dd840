import type { FileKind } from './file-kind.js';
import type { FoundFile } from './find-files.js';
import type { Body } from './post-events.js';
import { readAsItIs } from './read-as-it-is.js';
import { readParquet } from './read-parquet.js';
import { readTable } from './read-table.js';

/** How far a file has been read. */
export interface Position {
  /** Of the file's own bytes. */
  bytes: number;
  /** As far as that can be told before the collector answers. */
  events: number;
}

export type EventsKind = Exclude<FileKind, { kind: 'unknown' | 'damaged' }>;

/** The file as a request's body; `position` follows the reading. To be opened anew for each try. */
export function openContent(file: FoundFile, kind: EventsKind, position: Position): Body {
  Object.assign(position, { bytes: 0, events: 0 });
  switch (kind.kind) {
    case 'events':
      return { isNdjson: kind.isNdjson, bytes: file.bytes, pieces: readAsItIs(file, kind, position) };
    case 'parquet':
      return { isNdjson: true, pieces: readParquet(file, position) };
    case 'table':
      return { isNdjson: true, pieces: readTable(file, kind, position) };
  }
}
