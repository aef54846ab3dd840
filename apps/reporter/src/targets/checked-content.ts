import { createHash } from 'node:crypto';
import { DeliveryError, type Parcel } from './target-kind.js';

/** The bytes of a parcel; throws DeliveryError after the last if they are not the ones that it says they are. */
export async function* checkedContent({ name, bytes, sha256, content }: Parcel): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  let read = 0;
  for await (const chunk of content()) {
    hash.update(chunk);
    read += chunk.length;
    yield chunk;
  }
  const digest = hash.digest('hex');
  if (read === bytes && digest === sha256) return;
  throw new DeliveryError(
    `${name} is not what was to be sent: it has ${read} bytes with the SHA-256 ${digest}, not ${bytes} with ${sha256}.`,
  );
}
