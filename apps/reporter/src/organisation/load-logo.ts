import { readFileSync, statSync } from 'node:fs';
import type { Logo } from '@trailkeeper/contract';
import { isJpeg, jpegLogo } from './jpeg-logo.js';
import { LogoFault } from './logo-fault.js';
import { isPng, pngLogo } from './png-logo.js';

/** Each report's document holds the logo: a large file would be stored a thousand times. */
const MAX_BYTES = 512 * 1024;

/**
 * Reads the organisation's logo from a PNG or JPEG file, told apart by content. What comes back has no transparency and
 * is drawn the same everywhere. Throws a `LogoFault`.
 */
export function loadLogo(path: string): Logo {
  const bytes = contentOf(path);
  if (isPng(bytes)) return pngLogo(bytes);
  if (isJpeg(bytes)) return jpegLogo(bytes);
  throw new LogoFault('is neither a PNG nor a JPEG; save the logo as one of these');
}

function contentOf(path: string): Buffer {
  try {
    const file = statSync(path, { throwIfNoEntry: false });
    if (file === undefined) throw new LogoFault('does not exist; check the path');
    if (!file.isFile()) throw new LogoFault('is no file; name the picture itself');
    if (file.size > MAX_BYTES) {
      throw new LogoFault(`has ${file.size} bytes; at most ${MAX_BYTES} are taken: make it smaller`);
    }
    return readFileSync(path);
  } catch (cause) {
    if (cause instanceof LogoFault) throw cause;
    throw new LogoFault('cannot be read; check the path and who may read it', { cause });
  }
}
