import { DeliveryError } from '../target-kind.js';

/** A fault of the file system as a person can act on it. `what` begins the sentence: `The file could not be written`. */
export function fileFault(cause: unknown, what: string, path: string): DeliveryError {
  const { code = 'unknown fault' } = cause as NodeJS.ErrnoException;
  return new DeliveryError(`${what}: ${REASONS[code] ?? 'the file system refused it'} (${path}, ${code}).`, { cause });
}

const REASONS: Record<string, string> = {
  EACCES: 'the reporter has no right to it; give its user the right to write there',
  EDQUOT: 'the quota is used up; make room',
  EIO: 'the disk or the share does not answer',
  ELOOP: 'its symbolic links lead in a circle',
  ENAMETOOLONG: 'its name is too long for the file system',
  ENOENT: 'it is not there (any more); make the folder, or mount the share',
  ENOSPC: 'the disk is full; make room',
  ENOTDIR: 'a part of the path is a file and no folder',
  EPERM: 'the reporter has no right to it; give its user the right to write there',
  EROFS: 'the file system can only be read',
  ESTALE: 'the share was mounted anew; restart the reporter if this stays',
};
