import { createHash } from 'node:crypto';
import { makeSeal, SEAL_BYTES, SEAL_PLACEHOLDER } from './seal.js';
import type { Signer } from './signing-key.js';

/**
 * A zip that ends in room for the seal, with the seal in it, in pieces of 256 KiB. The last bytes are held back until all
 * before them is known. `onEnd` is told what the whole is before its last piece is given.
 */
export async function* sealed(
  zip: AsyncIterable<Buffer>,
  signer: Signer,
  onEnd: (whole: { bytes: number; sha256: string }) => void,
): AsyncGenerator<Buffer, void, void> {
  const hash = createHash('sha256');
  let bytes = 0;
  let held: Buffer[] = [];
  let heldBytes = 0;
  for await (const part of zip) {
    held.push(part);
    heldBytes += part.length;
    if (heldBytes < PIECE_BYTES + SEAL_BYTES) continue;
    let rest = Buffer.concat(held);
    for (; rest.length >= PIECE_BYTES + SEAL_BYTES; rest = rest.subarray(PIECE_BYTES)) {
      const piece = rest.subarray(0, PIECE_BYTES);
      hash.update(piece);
      bytes += piece.length;
      yield piece;
    }
    held = [rest];
    heldBytes = rest.length;
  }
  const rest = Buffer.concat(held);
  const body = rest.subarray(0, -SEAL_BYTES);
  if (rest.toString('latin1', body.length) !== SEAL_PLACEHOLDER) throw new Error('the zip has no room for the seal');
  hash.update(body);
  const seal = Buffer.from(makeSeal(signer, hash.copy().digest('hex')));
  onEnd({ bytes: bytes + rest.length, sha256: hash.update(seal).digest('hex') });
  const end = Buffer.concat([body, seal]);
  for (let at = 0; at < end.length; at += PIECE_BYTES) yield end.subarray(at, at + PIECE_BYTES);
}

const PIECE_BYTES = 256 * 1024;
