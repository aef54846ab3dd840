import { Readable } from 'node:stream';
import { createInflateRaw } from 'node:zlib';
import { isOfTheSystem } from './is-of-the-system.js';
import { Mismatch, shown } from './mismatch.js';
import { readRange } from './read-range.js';
import type { OpenZip, ZipEntry } from './read-zip.js';

/**
 * The bytes of a file of a zip, inflated piece by piece; whoever has enough stops reading. Throws Mismatch when the zip does not
 * give them; a failure of the file system as it is.
 */
export async function* entryContent({ handle, zip }: OpenZip, { name, entry }: ZipEntry): AsyncGenerator<Buffer> {
  const damaged = (what: string) =>
    new Mismatch('file-unreadable', `${shown(name)} cannot be unpacked: ${what}.`, name);
  if (entry.isEncrypted()) throw damaged('it is encrypted');
  if (!entry.canDecodeFileData()) throw damaged(`it is packed by method ${entry.compressionMethod}`);
  const { fileDataStart: start } = await zip
    .readLocalFileHeaderPromise(entry, { minimal: true })
    .catch((error: Error) => {
      throw isOfTheSystem(error) ? error : damaged(error.message);
    });
  const packed = Readable.from(readRange(handle, start, start + entry.compressedSize));
  const content = entry.compressionMethod === 0 ? packed : inflated(packed);
  try {
    yield* content;
  } catch (error) {
    throw isOfTheSystem(error) ? error : damaged((error as Error).message);
  } finally {
    content.destroy();
    packed.destroy();
  }
}

function inflated(packed: Readable): Readable {
  const inflate = createInflateRaw({ chunkSize: PIECE_BYTES });
  packed.on('error', (error) => inflate.destroy(error));
  return packed.pipe(inflate);
}

/** 128 KiB. */
const PIECE_BYTES = 128 * 1024;
