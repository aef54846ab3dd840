import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { isUnavailable } from '@trailkeeper/database';
import { APP_LOGGER, type Logger } from '@trailkeeper/http';
import { Counter, Registry } from 'prom-client';
import { DataSource } from 'typeorm';
import { foldActivity } from './fold-activity.js';

/** Folds the counts every few seconds, never twice at once in this process; the database sees to the others. */
@Injectable()
export class FoldActivityService implements OnModuleDestroy {
  private running: Promise<void> | undefined;
  private isStopped = false;
  private readonly foldedRows: Counter;

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(APP_LOGGER) private readonly logger: Logger,
    registry: Registry,
  ) {
    this.foldedRows = new Counter({
      name: 'trailkeeper_activity_rows_folded_total',
      help: 'Appended count rows that were summed up.',
      registers: [registry],
    });
  }

  // 5 s: reports are right without it, only slower the more rows wait.
  @Interval(5_000)
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
      this.foldedRows.inc(await foldActivity(this.dataSource, { isStopped: () => this.isStopped }));
    } catch (err) {
      // That the database is away is logged once, where it is watched.
      const level = isUnavailable(err) ? 'debug' : 'warn';
      this.logger[level]({ err }, 'folding the counts failed; it is tried again in 5 s');
    }
  }
}
