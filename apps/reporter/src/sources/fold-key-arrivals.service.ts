import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { isUnavailable } from '@trailkeeper/database';
import { APP_LOGGER, type Logger } from '@trailkeeper/http';
import { DataSource } from 'typeorm';
import { foldKeyArrivals } from './fold-key-arrivals.js';

/** Folds the arrivals of keys every minute, never twice at once in this process; the database sees to the others. */
@Injectable()
export class FoldKeyArrivalsService implements OnModuleDestroy {
  private running: Promise<void> | undefined;
  private isStopped = false;

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(APP_LOGGER) private readonly logger: Logger,
  ) {}

  // 1 min: what is asked meanwhile is right too, and reads the batches of the last few minutes anyway.
  @Interval(60_000)
  async fold(): Promise<void> {
    if (this.isStopped || this.running !== undefined) return;
    this.running = this.foldOnce().finally(() => (this.running = undefined));
    await this.running;
  }

  async onModuleDestroy(): Promise<void> {
    this.isStopped = true;
    await this.running;
  }

  private async foldOnce(): Promise<void> {
    try {
      await foldKeyArrivals(this.dataSource, () => this.isStopped);
    } catch (err) {
      // That the database is away is logged once, where it is watched.
      const level = isUnavailable(err) ? 'debug' : 'warn';
      this.logger[level]({ err }, 'folding the arrivals of keys failed; it is tried again in a minute');
    }
  }
}
