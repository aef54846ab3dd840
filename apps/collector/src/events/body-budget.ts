import { unavailable } from '@trailkeeper/http';

/** Bytes somebody may hold. */
export interface Share {
  /** Gives back all but `bytes`, once it is known how much is really needed. */
  shrinkTo(bytes: number): void;
  giveBack(): void;
}

/**
 * Bounds the bytes of all bodies in work at once: whoever wants more than is left waits in line. Decompression is why: a
 * thousand small requests may hold a thousand bodies of the greatest size. Throws ApiError 503 when the line is too long.
 */
export class BodyBudget {
  private free: number;
  private readonly line: { bytes: number; enter: () => void }[] = [];

  constructor(
    total: number,
    private readonly longestLine = 1_000,
  ) {
    this.free = total;
  }

  /** Resolves in the order of asking. `bytes` must not exceed the total. */
  async take(bytes: number): Promise<Share> {
    if (this.line.length > 0 || bytes > this.free) {
      if (this.line.length >= this.longestLine) {
        throw unavailable('Too many requests are waiting. Nothing of this one was stored; send it again later.', 5);
      }
      await new Promise<void>((enter) => this.line.push({ bytes, enter }));
    } else {
      this.free -= bytes;
    }
    let held = bytes;
    const shrinkTo = (needed: number) => {
      this.free += Math.max(0, held - needed);
      held = Math.min(held, needed);
      this.letIn();
    };
    return { shrinkTo, giveBack: () => shrinkTo(0) };
  }

  private letIn(): void {
    for (let next = this.line[0]; next !== undefined && next.bytes <= this.free; next = this.line[0]) {
      this.line.shift();
      this.free -= next.bytes;
      next.enter();
    }
  }
}
