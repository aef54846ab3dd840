import type { Parcel } from './target-kind.js';

/**
 * The parcel, and after it was sent the fault of its content, if that had one: a library that sends may wrap it, or have it
 * look like one of the other side.
 */
export function watchContent(parcel: Parcel): { parcel: Parcel; fault: () => unknown } {
  let fault: unknown;
  async function* content() {
    let isReading = true;
    try {
      for await (const chunk of parcel.content()) {
        isReading = false;
        yield chunk;
        isReading = true;
      }
    } catch (error) {
      // What is thrown at the yield is why nobody takes the bytes any more.
      if (isReading) fault = error;
      throw error;
    }
  }
  return { parcel: { ...parcel, content }, fault: () => fault };
}
