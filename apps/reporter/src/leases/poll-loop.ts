/** Looks for work again and again: at once after some was found, else at the next poll or kick; never twice at a time. */
export class PollLoop {
  private isStopping = false;
  private isKicked = false;
  private loop: Promise<void> | undefined;
  private wake: () => void = () => undefined;

  /** `look` does what it finds and says whether it found any; it throws nothing. */
  constructor(
    private readonly look: () => Promise<boolean>,
    private readonly pollMs: number,
  ) {}

  start(): void {
    this.loop = this.run();
  }

  /** Looks now instead of at the next poll. */
  kick(): void {
    this.isKicked = true;
    this.wake();
  }

  /** Resolves when the look that is under way has ended. */
  async stop(): Promise<void> {
    this.isStopping = true;
    this.wake();
    await this.loop;
  }

  private async run(): Promise<void> {
    while (!this.isStopping) {
      this.isKicked = false;
      if (!(await this.look())) await this.pause();
    }
  }

  private async pause(): Promise<void> {
    if (this.isStopping || this.isKicked) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.pollMs);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
