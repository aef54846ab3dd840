import { unavailable } from '@trailkeeper/http';

/** Something that somebody may hold. */
export interface Share {
  giveBack(): void;
}

export interface LineLimits {
  /** How many may wait; 1,000 if not given. */
  longestLine?: number;
  /** How long one may wait; for ever if not given. */
  maxWaitMs?: number;
}

interface Waiting {
  amount: number;
  enter: () => void;
}

/**
 * Bounds what all requests in work hold together: whoever wants more than is left waits in line. Throws ApiError 503
 * when the line is too long or gets on too slowly.
 */
export class Budget {
  private free: number;
  private readonly line: Waiting[] = [];

  constructor(
    total: number,
    private readonly limits: LineLimits = {},
  ) {
    this.free = total;
  }

  /** What nobody holds. */
  get left(): number {
    return this.free;
  }

  /** How many are in line. */
  get waiting(): number {
    return this.line.length;
  }

  /** Resolves in the order of asking. `amount` must not exceed the total. */
  async take(amount: number): Promise<Share> {
    if (this.line.length > 0 || amount > this.free) {
      const { longestLine = 1_000 } = this.limits;
      if (this.line.length >= longestLine) {
        throw unavailable('Too many requests are waiting; send this one again later.', 5);
      }
      await this.waitInLine(amount);
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

  private waitInLine(amount: number): Promise<void> {
    const { maxWaitMs } = this.limits;
    return new Promise((resolve, reject) => {
      const waiting: Waiting = { amount, enter: resolve };
      this.line.push(waiting);
      if (maxWaitMs === undefined) return;
      const timer = setTimeout(() => {
        this.line.splice(this.line.indexOf(waiting), 1);
        reject(unavailable('Other requests take all there is; send this one again later.', 5));
        this.letIn();
      }, maxWaitMs);
      waiting.enter = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private letIn(): void {
    for (let next = this.line[0]; next !== undefined && next.amount <= this.free; next = this.line[0]) {
      this.line.shift();
      this.free -= next.amount;
      next.enter();
    }
  }
}
