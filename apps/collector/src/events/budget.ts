import { unavailable } from '@trailkeeper/http';

/** Something that somebody may hold. */
export interface Share {
  giveBack(): void;
}

/**
 * Bounds what all requests in work hold together: whoever wants more than is left waits in line. Throws ApiError 503
 * when the line is too long.
 */
export class Budget {
  private free: number;
  private readonly line: { amount: number; enter: () => void }[] = [];

  constructor(
    total: number,
    private readonly longestLine = 1_000,
  ) {
    this.free = total;
  }

  /** How many wait in line. */
  get waiting(): number {
    return this.line.length;
  }

  /** Resolves in the order of asking. `amount` must not exceed the total. */
  async take(amount: number): Promise<Share> {
    if (this.line.length > 0 || amount > this.free) {
      if (this.line.length >= this.longestLine) {
        throw unavailable('Too many requests are waiting; send this one again later.', 5);
      }
      await new Promise<void>((enter) => this.line.push({ amount, enter }));
    } else {
      this.free -= amount;
    }
    let held = amount;
    return {
      giveBack: () => {
        this.free += held;
        held = 0;
        this.letIn();
      },
    };
  }

  private letIn(): void {
    for (let next = this.line[0]; next !== undefined && next.amount <= this.free; next = this.line[0]) {
      this.line.shift();
      this.free -= next.amount;
      next.enter();
    }
  }
}
