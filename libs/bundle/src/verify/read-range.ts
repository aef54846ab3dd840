import type { FileHandle } from 'node:fs/promises';

/** The bytes of a file from `start` (included) to `end` (excluded), or to its end; it stays open. */
export async function* readRange(handle: FileHandle, start: number, end: number): AsyncGenerator<Buffer> {
  for (let at = start; at < end;) {
    const wanted = Math.min(PIECE_BYTES, end - at);
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(wanted), 0, wanted, at);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
    at += bytesRead;
  }
}

/** 256 KiB: few turns a megabyte, and little memory. */
const PIECE_BYTES = 256 * 1024;
