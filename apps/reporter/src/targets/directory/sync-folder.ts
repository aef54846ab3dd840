import { open } from 'node:fs/promises';
import { fileFault } from './file-fault.js';

/** Brings the names in a folder to disk: without it a file may be gone after a power cut. Throws DeliveryError. */
export async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException;
    // Some shares take no such order for folders; they keep names by themselves.
    if (code === 'EINVAL' || code === 'ENOTSUP') return;
    throw fileFault(cause, 'The folder could not be brought to disk', folder);
  }
}
