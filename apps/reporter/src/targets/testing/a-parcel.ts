import { createHash } from 'node:crypto';
import type { Parcel } from '../target-kind.js';

/** A parcel of this text, in two chunks. */
export function aParcel(text: string, changes: Partial<Parcel> = {}): Parcel {
  const bytes = Buffer.from(text);
  const half = Math.ceil(bytes.length / 2);
  return {
    deliveryId: '0d4f51a2-6f0e-4f3c-9a63-6b2f2a4c1e57',
    name: 'keys-2026-10.zip',
    mediaType: 'application/zip',
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    content: async function* () {
      yield bytes.subarray(0, half);
      yield bytes.subarray(half);
    },
    subject: 'Keys, October 2026',
    text: 'Keys, October 2026\nDelivered by Trailkeeper.\n',
    facts: { schedule: 'Keys' },
    link: null,
    ...changes,
  };
}
