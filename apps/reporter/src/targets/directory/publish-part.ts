import { link as makeLink, lstat, rename, rm } from 'node:fs/promises';
import { fileFault } from './file-fault.js';

/**
 * Gives a written file its name in one step, and false if something has that name: that is never replaced. The part is gone
 * then in any case. Throws DeliveryError. `link` is that of the file system but for tests.
 */
export async function publishPart(part: string, place: string, link: typeof makeLink = makeLink): Promise<boolean> {
  try {
    await link(part, place);
    // It may be gone: another try of the same delivery clears up what it finds.
    await rm(part, { force: true });
    return true;
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException;
    if (code === 'EEXIST') {
      await rm(part, { force: true });
      return false;
    }
    if (NO_LINKS.includes(code)) return renamePart(part, place);
    throw fileFault(cause, 'The file was written but could not be given its name', place);
  }
}

/** Where there are no hard links (FAT, some shares): one who writes that name between the two steps loses their file. */
async function renamePart(part: string, place: string): Promise<boolean> {
  try {
    if (await isTaken(place)) {
      await rm(part, { force: true });
      return false;
    }
    await rename(part, place);
    return true;
  } catch (cause) {
    throw fileFault(cause, 'The file was written but could not be given its name', place);
  }
}

async function isTaken(place: string): Promise<boolean> {
  try {
    await lstat(place);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'];
