import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lookAtFile } from '../src/import/look-at-file.js';
import { type EventsKind, openContent, type Position } from '../src/import/open-content.js';

export interface ReadLines {
  /** What would be sent. */
  content: Buffer;
  lines: string[];
  position: Position;
  /** Of the file. */
  bytes: number;
}

/** Puts `written` into a file of that name and reads it as an import does. */
export async function readLines(name: string, written: string | ArrayBuffer | Uint8Array): Promise<ReadLines> {
  const folder = mkdtempSync(join(tmpdir(), 'trailkeeper-read-'));
  const path = join(folder, name);
  const whole = typeof written === 'string' ? Buffer.from(written) : Buffer.from(written as Uint8Array);
  try {
    writeFileSync(path, whole);
    const file = { name, path, bytes: whole.length, isGiven: true };
    const position = { bytes: 0, events: 0 };
    const kind = (await lookAtFile(file)) as EventsKind;
    const pieces: Buffer[] = [];
    for await (const piece of openContent(file, kind, position).pieces) pieces.push(piece);
    const content = Buffer.concat(pieces);
    return { content, lines: content.toString('utf8').split('\n').slice(0, -1), position, bytes: whole.length };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
