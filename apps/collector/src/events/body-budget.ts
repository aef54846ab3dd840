import { Budget, type Share } from './budget.js';

/** What one request may hold; to be left whatever happens. */
export interface BodyShare {
  /** To be called where it is known how much the request holds at most. */
  expect(bytes: number): void;
  /** To be called with what the request holds; waits until it may hold that much, and more. */
  hold(bytes: number): Promise<void>;
  /** To be called while the sender is silent: lets others in if hardly anything is held. */
  rest(bytes: number): void;
  leave(): void;
}

/**
 * Bounds the memory of all bodies in work. Every request may hold a little; one that needs more waits for one of a few
 * windows, which is enough for a body of any length. Who has a window waits for nobody, so all get on. Slow senders of
 * small things thus hold nobody up.
 */
export class BodyBudget {
  private readonly places: Budget;
  private readonly windows: Budget;
  private readonly windowBytes: number;

  /** `maxWaitMs`: for a place, before anything of the body is read. Who has one waits for a window as long as it takes. */
  constructor({ windowBytes, maxWaitMs }: { windowBytes: number; maxWaitMs: number }) {
    this.windowBytes = windowBytes;
    this.places = new Budget(MAX_REQUESTS, { maxWaitMs });
    this.windows = new Budget(WINDOWS * windowBytes);
  }

  /** How many requests are being read, and how many wait, for a place or for a window. */
  get requests(): { reading: number; waiting: number } {
    return { reading: MAX_REQUESTS - this.places.left, waiting: this.places.waiting + this.windows.waiting };
  }

  /** Throws ApiError 503 when too many are waiting, or it takes too long. */
  async enter(): Promise<BodyShare> {
    const place = await this.places.take(1);
    let needed = this.windowBytes;
    let window: Share | undefined;
    const giveWindowBack = () => {
      window?.giveBack();
      window = undefined;
    };
    return {
      expect: (bytes) => {
        needed = Math.min(bytes, this.windowBytes);
      },
      hold: async (bytes) => {
        if (bytes > FREE_BYTES) window ??= await this.windows.take(needed);
      },
      rest: (bytes) => {
        if (bytes <= FREE_BYTES) giveWindowBack();
      },
      leave: () => {
        giveWindowBack();
        place.giveBack();
      },
    };
  }
}

/** 1,000 × 64 KiB: as many small requests as a collector may be sent at once, in memory that it can spare. */
const MAX_REQUESTS = 1_000;
const FREE_BYTES = 64 * 1024;

/** 4: two cores are kept busy by two large requests that store and two that parse. */
const WINDOWS = 4;
