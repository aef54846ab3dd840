import { fromBufferPromise } from 'yauzl';
import { ZipFile } from 'yazl';

/** A file of a zip, unpacked. */
export interface ZippedFile {
  readonly name: string;
  readonly content: Buffer;
}

/** The files of a zip, in its order, and its comment. */
export async function unzipped(zip: Buffer): Promise<{ files: ZippedFile[]; comment: string }> {
  const opened = await fromBufferPromise(zip);
  const files: ZippedFile[] = [];
  for await (const entry of opened.eachEntry()) {
    const pieces: Buffer[] = [];
    for await (const piece of await opened.openReadStreamPromise(entry)) pieces.push(piece as Buffer);
    files.push({ name: entry.fileName, content: Buffer.concat(pieces) });
  }
  return { files, comment: opened.comment };
}

/** A faultless zip of these files: sizes, checksums and places all fit. */
export async function rezipped(
  files: readonly ZippedFile[],
  comment: string,
  { level = 6, isZip64 = false }: { level?: number; isZip64?: boolean } = {},
): Promise<Buffer> {
  const zip = new ZipFile();
  const plain = { mtime: new Date(1980, 0, 1), mode: 0o100644, forceDosTimestamp: true };
  const options = { ...plain, compressionLevel: level, forceZip64Format: isZip64 };
  for (const { name, content } of files) zip.addBuffer(content, name, options);
  zip.end({ comment, forceZip64Format: isZip64 });
  const pieces: Buffer[] = [];
  for await (const piece of zip.outputStream) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}
