import type { FileHandle } from 'node:fs/promises';
import type { AsyncBuffer } from 'hyparquet';

/**
 * An open file as hyparquet reads it. Keeps the last range: a row group that is read slice by slice asks for the same
 * column each time. Throws when the file has become shorter than `bytes`.
 */
export function parquetFile(handle: FileHandle, bytes: number): AsyncBuffer {
  let last: { start: number; end: number; content: Promise<ArrayBuffer> } | undefined;
  return {
    byteLength: bytes,
    slice: (start, end = bytes) => {
      if (last?.start !== start || last.end !== end) last = { start, end, content: readRange(handle, start, end) };
      return last.content;
    },
  };
}

async function readRange(handle: FileHandle, start: number, end: number): Promise<ArrayBuffer> {
  if (!(start >= 0 && end >= start)) throw new RangeError('a part of it lies outside the file');
  const content = new ArrayBuffer(end - start);
  const view = new Uint8Array(content);
  for (let filled = 0; filled < view.length;) {
    const { bytesRead } = await handle.read(view, filled, view.length - filled, start + filled);
    if (bytesRead === 0) throw new RangeError('a part of it lies behind the end of the file');
    filled += bytesRead;
  }
  return content;
}
