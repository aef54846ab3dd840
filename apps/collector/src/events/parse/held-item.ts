import type { ByteWindow } from './byte-window.js';
import { isWhiteSpace } from './white-space.js';

/** The bytes of an item, as many as are kept of it. */
export interface KeptBytes {
  bytes: Buffer;
  /** Of the item as it came; more than `bytes` holds when it was larger than the limit. */
  size: number;
}

/**
 * An item whose end is still looked for. It begins where the window begins. Of one that proves larger than `maxBytes` only
 * so many are kept; the rest is counted and let go, so that it takes no more memory the longer it gets.
 */
export class HeldItem {
  /** How many bytes from the start of the window on have been looked at. */
  scanned = 0;
  /** How many have left the window. */
  dropped = 0;
  private kept: Buffer | undefined;
  /** Up to where there is more than white space among those that have left. */
  private visible = 0;

  constructor(
    private readonly window: ByteWindow,
    private readonly maxBytes: number,
  ) {}

  get isTooLarge(): boolean {
    return this.dropped + this.scanned > this.maxBytes;
  }

  /** Lets go of what has been looked at if there is too much of it. */
  dropScanned(): void {
    if (!this.isTooLarge) return;
    const { window, scanned } = this;
    this.kept ??= Buffer.from(window.bytes.subarray(window.from, window.from + this.maxBytes));
    this.visible = this.visibleSize(scanned);
    window.skip(scanned);
    this.dropped += scanned;
    this.scanned = 0;
  }

  /** Ends the item `end` bytes behind the start of the window, which then begins there; white space before it is cut. */
  take(end = this.scanned): KeptBytes {
    const { window } = this;
    const size = this.visibleSize(end);
    const kept = Math.min(size, this.maxBytes);
    // A copy: a small item must not keep alive the window it came in.
    const bytes = this.kept?.subarray(0, kept) ?? Buffer.from(window.bytes.subarray(window.from, window.from + kept));
    window.skip(end);
    return { bytes, size };
  }

  private visibleSize(end: number): number {
    const { bytes, from } = this.window;
    let last = end;
    while (last > 0 && isWhiteSpace(bytes[from + last - 1])) last -= 1;
    return last > 0 ? this.dropped + last : this.visible;
  }
}
