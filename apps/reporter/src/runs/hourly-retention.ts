import type { OnModuleDestroy } from '@nestjs/common';
import { Interval, Timeout } from '@nestjs/schedule';

/** Ends the life of what is old, never twice at once in this process; a subclass says of what. */
export abstract class HourlyRetention implements OnModuleDestroy {
  protected isStopped = false;
  private running: Promise<void> | undefined;

  /** Deletes what is older than the retention; null: nothing ever is. Must not throw. */
  protected abstract deleteOnce(retention: string): Promise<void>;

  /** ISO 8601, `P7Y`; null: for ever. */
  protected abstract readonly retention: string | null;

  // 10 s: the first answers and runs come first.
  @Timeout(10_000)
  async deleteSoonAfterStart(): Promise<void> {
    await this.deleteOld();
  }

  // Hourly: a retention is counted in days at least.
  @Interval(3_600_000)
  async deleteOld(): Promise<void> {
    if (this.retention === null || this.isStopped || this.running !== undefined) return;
    this.running = this.deleteOnce(this.retention).finally(() => (this.running = undefined));
    await this.running;
  }

  async onModuleDestroy(): Promise<void> {
    this.isStopped = true;
    await this.running;
  }
}
