import { setTimeout as sleep } from 'node:timers/promises';
import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleDestroy,
} from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { isUnavailable } from '@trailkeeper/database';
import { APP_LOGGER, type Logger } from '@trailkeeper/http';
import { Counter, Registry } from 'prom-client';
import { DataSource } from 'typeorm';
import { EventPartitions } from '../events/store/event-partitions.js';
import { replayNext } from './replay-next.js';

/**
 * Replays quarantined items as soon as somebody asks for it: at the start and every few seconds, never twice at once in
 * this process; the database keeps several collectors apart.
 */
@Injectable()
export class ReplayWorker implements OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown {
  private running: Promise<void> | undefined;
  private isStopped = false;
  private readonly partitions: EventPartitions;
  private readonly replayed: Counter<'result'>;

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(APP_LOGGER) private readonly logger: Logger,
    registry: Registry,
  ) {
    this.partitions = new EventPartitions(dataSource);
    this.replayed = new Counter({
      name: 'trailkeeper_quarantine_replayed_total',
      help: 'Quarantined items replayed, by what came of it: stored, duplicate, refused.',
      labelNames: ['result'],
      registers: [registry],
    });
    for (const result of ['stored', 'duplicate', 'refused']) this.replayed.inc({ result }, 0);
  }

  onApplicationBootstrap(): void {
    void this.replay();
  }

  // 3 s: nobody waits for it, and asking costs one look into an index that is empty.
  @Interval(3_000)
  async replay(): Promise<void> {
    if (this.isStopped) return;
    this.running ??= this.replayAll().finally(() => (this.running = undefined));
    await this.running;
  }

  onModuleDestroy(): void {
    this.isStopped = true;
  }

  /** After the last request, which a replay must not hold up, and before the database is closed, which ends what still runs. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.race([this.running, sleep(STOP_MS, undefined, { ref: false })]);
  }

  private async replayAll(): Promise<void> {
    const counts = { stored: 0, duplicate: 0, refused: 0 };
    const startedAt = performance.now();
    try {
      for (;;) {
        const settlements = await replayNext({ dataSource: this.dataSource, partitions: this.partitions });
        for (const { result } of settlements) {
          counts[result] += 1;
          this.replayed.inc({ result });
        }
        if (settlements.length === 0 || this.isStopped) break;
      }
    } catch (err) {
      // That the database is away is logged once, where it is watched.
      const level = isUnavailable(err) ? 'debug' : 'warn';
      this.logger[level]({ err }, 'replaying quarantined items failed; it is tried again in 3 s');
    }
    if (counts.stored + counts.duplicate + counts.refused === 0) return;
    this.logger.info({ ...counts, ms: Math.round(performance.now() - startedAt) }, 'quarantined items replayed');
  }
}

/** 0.5 s: what is replayed at once takes a fifth of it, and 1.5 s are left to a process after its last request. */
const STOP_MS = 500;
