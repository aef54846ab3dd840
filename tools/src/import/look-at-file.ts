import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { type FileKind, HEAD_BYTES, kindOf } from './file-kind.js';
import type { FoundFile } from './find-files.js';

/** What a file is, by its name and its first bytes. */
export async function lookAtFile({ name, path, bytes }: FoundFile): Promise<FileKind> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(Math.min(bytes, HEAD_BYTES)));
    return kindOf(name, buffer.subarray(0, bytesRead));
  } finally {
    await handle.close();
  }
}

/** SHA-256 of a file's content, in hexadecimal. */
export async function digestOf({ path, bytes }: FoundFile, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  if (bytes === 0) return hash.digest('hex');
  const content = createReadStream(path, { end: bytes - 1, highWaterMark: PIECE_BYTES, signal });
  for await (const piece of content) hash.update(piece as Buffer);
  return hash.digest('hex');
}

/** 1 MiB: half again as fast as with 64 KiB. */
const PIECE_BYTES = 1024 * 1024;
