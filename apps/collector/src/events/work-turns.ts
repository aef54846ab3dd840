/**
 * Shares the main thread out between requests in work and everything else, health checks before all. Whoever has worked for
 * a while asks for the next turn; one is let on in each turn of the event loop, in the order of asking.
 */
export class WorkTurns {
  private readonly line: (() => void)[] = [];

  /** Resolves in a later turn of the event loop. */
  next(): Promise<void> {
    return new Promise((resolve) => {
      this.line.push(resolve);
      if (this.line.length === 1) setImmediate(this.letOneOn);
    });
  }

  private readonly letOneOn = (): void => {
    this.line.shift()?.();
    if (this.line.length > 0) setImmediate(this.letOneOn);
  };
}
