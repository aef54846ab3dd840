import type { Logo } from '@trailkeeper/contract';
import { PNG } from 'pngjs';
import { checkPixels, LogoFault } from './logo-fault.js';

/** PNG (Third Edition) 5.2 */
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Each report's document holds it, and opaque colours may take more room than a palette did. */
const MAX_FLAT_BYTES = 1024 * 1024;

export function isPng(bytes: Buffer): boolean {
  return bytes.subarray(0, SIGNATURE.length).equals(SIGNATURE);
}

/**
 * A PNG of any kind as an opaque 8-bit RGB one without interlace, transparency laid on white. pdfkit takes only such a one
 * over as it is; it packs others anew with Node's zlib, whose bytes differ from machine to machine.
 */
export function pngLogo(bytes: Buffer): Logo {
  const { width, height } = sizeOf(bytes);
  checkPixels(width, height); // before decoding, which takes four bytes a pixel
  const flat = PNG.sync.write(decoded(bytes), { colorType: 2, inputHasAlpha: true, bgColor: WHITE, deflateLevel: 9 });
  if (flat.length > MAX_FLAT_BYTES) {
    throw new LogoFault('takes more than 1 MiB without transparency and palette; scale it, or use fewer colours');
  }
  return { mediaType: 'image/png', base64: flat.toString('base64'), width, height };
}

const WHITE = { red: 255, green: 255, blue: 255 };

/** From the header chunk, which comes first: PNG 11.2.1 */
function sizeOf(bytes: Buffer): { width: number; height: number } {
  if (bytes.length < 24 || bytes.toString('latin1', 12, 16) !== 'IHDR') throw damaged();
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

function decoded(bytes: Buffer): PNG {
  try {
    return PNG.sync.read(bytes);
  } catch (cause) {
    throw damaged(cause);
  }
}

function damaged(cause?: unknown): LogoFault {
  return new LogoFault('is a damaged PNG; save it again', { cause });
}
