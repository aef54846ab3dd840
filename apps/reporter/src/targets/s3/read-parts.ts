import { checkedContent } from '../checked-content.js';
import type { Parcel } from '../target-kind.js';

/**
 * A parcel's bytes in parts of this length, the last one shorter; none if it is empty. Each part is in the same memory as
 * the one before. Throws DeliveryError before the last if the bytes are not those that the parcel announced.
 */
export async function* readParts(parcel: Parcel, partBytes: number): AsyncGenerator<Buffer> {
  const part = Buffer.allocUnsafe(partBytes);
  let filled = 0;
  for await (const chunk of checkedContent(parcel)) {
    for (let taken = 0; taken < chunk.length;) {
      if (filled === partBytes) {
        yield part;
        filled = 0;
      }
      const length = chunk.copy(part, filled, taken);
      taken += length;
      filled += length;
    }
  }
  if (filled > 0) yield part.subarray(0, filled);
}
