/** Lets so many be at it at a time; others wait for their turn, in the order in which they came. */
export class Turns {
  private taken = 0;
  /** What begins their turns. */
  private readonly waiting = new Set<() => void>();

  constructor(private readonly most: number) {}

  /** Resolves when it is the caller's turn, with what ends it; to be called once. Fails when `signal` aborts before. */
  async take(signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    if (this.taken < this.most) this.taken += 1;
    else await this.wait(signal);
    return () => this.pass();
  }

  private wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const begin = () => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const leave = () => {
        this.waiting.delete(begin);
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', leave, { once: true });
      this.waiting.add(begin);
    });
  }

  private pass(): void {
    const [begin] = this.waiting;
    if (begin === undefined) {
      this.taken -= 1;
      return;
    }
    this.waiting.delete(begin);
    begin();
  }
}
