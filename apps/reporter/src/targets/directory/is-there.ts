import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { DeliveryError, type Parcel } from '../target-kind.js';
import { fileFault } from './file-fault.js';

/** Whether the parcel is there, byte for byte, and on disk. Throws DeliveryError if something else has its name. */
export async function isThere(place: string, { bytes, sha256 }: Parcel): Promise<boolean> {
  try {
    // not blocking: what has the name may be a pipe
    const file = await open(place, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const stat = await file.stat();
      if (!stat.isFile()) throw occupied(place, 'something that is no file');
      if (stat.size !== bytes) throw occupied(place, `another file, of ${stat.size} bytes instead of ${bytes}`);
      const hash = createHash('sha256');
      for await (const chunk of file.createReadStream({ autoClose: false })) hash.update(chunk as Buffer);
      if (hash.digest('hex') !== sha256) throw occupied(place, 'another file, with other bytes');
      await file.sync();
      return true;
    } finally {
      await file.close();
    }
  } catch (cause) {
    if (cause instanceof DeliveryError) throw cause;
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') return false;
    if (code === 'ELOOP' || code === 'EMLINK') throw occupied(place, 'a symbolic link');
    throw fileFault(cause, 'What has the name of the file could not be read', place);
  }
}

function occupied(place: string, what: string): DeliveryError {
  return new DeliveryError(`There is ${what} at ${place}. It was not touched: move it away for the delivery to go on.`);
}
