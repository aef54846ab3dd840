import { createReadStream } from 'node:fs';
import type { FoundFile } from './find-files.js';
import type { Position } from './open-content.js';

/** The bytes of a file. Throws when they are not as many as were found: somebody is still writing it. */
export async function* readAsItIs(
  { path, bytes }: FoundFile,
  { isGzip }: { isGzip: boolean },
  position: Position,
): AsyncGenerator<Buffer, void, void> {
  if (bytes === 0) return;
  // Where the first line is a whole value, there is one on each, most likely; the collector's answer has the true number.
  let areLinesCounted: boolean | undefined = isGzip ? false : undefined;
  for await (const piece of createReadStream(path, { end: bytes - 1, highWaterMark: PIECE_BYTES })) {
    const read = piece as Buffer;
    areLinesCounted ??= beginsWithWholeLine(read);
    position.bytes += read.length;
    if (areLinesCounted) position.events += countLines(read);
    yield read;
  }
  if (position.bytes !== bytes) throw new Error('it has become shorter while it was read; import it again');
}

function beginsWithWholeLine(piece: Buffer): boolean {
  try {
    JSON.parse(piece.toString('utf8', 0, Math.max(0, piece.indexOf(LINE_FEED))));
    return true;
  } catch {
    return false;
  }
}

function countLines(piece: Buffer): number {
  let lines = 0;
  for (let at = piece.indexOf(LINE_FEED); at >= 0; at = piece.indexOf(LINE_FEED, at + 1)) lines += 1;
  return lines;
}

const LINE_FEED = 0x0a;

/** 256 KiB: fewer turns than with Node's 64, and still little. */
const PIECE_BYTES = 256 * 1024;
