import type { Logo } from '@trailkeeper/contract';
import { checkPixels, LogoFault } from './logo-fault.js';

/** Start of image: ITU-T T.81 B.1.1.3 */
export function isJpeg(bytes: Buffer): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;
}

/** A JPEG as it is, which PDF takes over without unpacking (ISO 32000-1, 7.4.8); only those that all readers draw. */
export function jpegLogo(bytes: Buffer): Logo {
  const { marker, precision, height, width, components } = frameOf(bytes);
  if (!DRAWN_FRAMES.includes(marker) || precision !== 8) {
    throw new LogoFault('is a JPEG of a rare kind; save it as a baseline or progressive JPEG with 8 bits a colour');
  }
  if (components !== 1 && components !== 3) {
    throw new LogoFault('is a JPEG for print (CMYK), whose colours readers show differently; save it in RGB');
  }
  checkPixels(width, height);
  if (!bytes.includes(END_OF_IMAGE)) throw damaged();
  return { mediaType: 'image/jpeg', base64: bytes.toString('base64'), width, height };
}

interface Frame {
  marker: number;
  precision: number;
  height: number;
  width: number;
  components: number;
}

const END_OF_IMAGE = Buffer.from([0xff, 0xd9]);

/** Baseline, extended sequential and progressive, all Huffman coded: ITU-T T.81 table B.1 */
const DRAWN_FRAMES = [0xc0, 0xc1, 0xc2];

/** In the range of frames, but tables (DHT, DAC) or reserved (JPG). */
const NO_FRAMES = [0xc4, 0xc8, 0xcc];

/** Walks the segments to the frame header, which tells the size: ITU-T T.81 B.2.2 */
function frameOf(bytes: Buffer): Frame {
  let at = 2;
  while (at + 10 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1; // a fill byte
      continue;
    }
    if (marker >= 0xc0 && marker <= 0xcf && !NO_FRAMES.includes(marker)) {
      return {
        marker,
        precision: bytes.readUInt8(at + 4),
        height: bytes.readUInt16BE(at + 5),
        width: bytes.readUInt16BE(at + 7),
        components: bytes.readUInt8(at + 9),
      };
    }
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  throw damaged();
}

function damaged(): LogoFault {
  return new LogoFault('is a damaged JPEG; save it again');
}
