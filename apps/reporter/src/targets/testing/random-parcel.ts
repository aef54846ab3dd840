import { createHash, randomBytes } from 'node:crypto';
import type { Parcel } from '../target-kind.js';
import { aParcel } from './a-parcel.js';

/** A parcel of so many random bytes, in chunks of 64 KiB as files are read. */
export function randomParcel(bytes: number, changes: Partial<Parcel> = {}): Parcel & { readonly whole: Buffer } {
  const whole = randomBytes(bytes);
  const parcel = aParcel('', {
    bytes,
    sha256: createHash('sha256').update(whole).digest('hex'),
    content: async function* () {
      for (let at = 0; at < bytes; at += 65_536) yield whole.subarray(at, at + 65_536);
    },
    ...changes,
  });
  return { ...parcel, whole };
}
