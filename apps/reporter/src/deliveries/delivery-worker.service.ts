import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { isUnavailable } from '@trailkeeper/database';
import { APP_LOGGER, type Logger, Stopping } from '@trailkeeper/http';
import { DataSource } from 'typeorm';
import { CLOCK, type Clock } from '../clock/clock.js';
import { StoppingError } from '../leases/keep-lease.js';
import { PollLoop } from '../leases/poll-loop.js';
import { Targets } from '../targets/targets.service.js';
import { type ClaimedDelivery, claimDelivery } from './claim-delivery.js';
import { DeliveryMetrics } from './delivery-metrics.js';
import { DELIVERY_SETTINGS, type DeliverySettings } from './delivery-settings.js';
import { type TriedDelivery, tryDelivery } from './try-delivery.js';

/** Tries deliveries that are due, a few at once and each to another target, as long as the app is up. */
@Injectable()
export class DeliveryWorker implements OnApplicationBootstrap, OnModuleDestroy {
  /** By target: what is under way. A target that does not answer takes one place and no more. */
  private readonly running = new Map<string, Promise<void>>();
  /** How many of those were tried before. */
  private repeats = 0;
  private readonly givenUp = new AbortController();
  private readonly loop: PollLoop;

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(DELIVERY_SETTINGS) private readonly settings: DeliverySettings,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(APP_LOGGER) private readonly logger: Logger,
    private readonly targets: Targets,
    private readonly metrics: DeliveryMetrics,
    private readonly stopping: Stopping,
  ) {
    this.loop = new PollLoop(() => this.look(), settings.pollMs);
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  /** Lets tries that are under way end as long as requests may; then they are given up, and the next process repeats them. */
  async onModuleDestroy(): Promise<void> {
    this.stopping.begin();
    const { mustEnd } = this.stopping;
    const giveUp = () => this.givenUp.abort(new StoppingError('the process stops'));
    if (mustEnd.aborted) giveUp();
    else mustEnd.addEventListener('abort', giveUp, { once: true });
    await this.loop.stop();
    await Promise.all(this.running.values());
  }

  private async look(): Promise<boolean> {
    if (this.running.size >= this.settings.places) return false;
    const claimed = await this.claim();
    if (claimed === undefined) return false;
    const repeat = claimed.attempts > 1 ? 1 : 0;
    this.repeats += repeat;
    const trying = this.try(claimed).finally(() => {
      this.repeats -= repeat;
      this.running.delete(claimed.targetId);
      this.loop.kick();
    });
    this.running.set(claimed.targetId, trying);
    return true;
  }

  private async claim(): Promise<ClaimedDelivery | undefined> {
    try {
      const { leaseMs, places } = this.settings;
      const now = await this.clock.now();
      const busyTargets = [...this.running.keys()];
      const withRepeats = this.repeats < places / 2;
      return await claimDelivery(this.dataSource, { leaseMs, now, busyTargets, withRepeats });
    } catch (err) {
      // That the database is away is logged once, where it is watched, and not at every poll.
      const level = isUnavailable(err) ? 'debug' : 'warn';
      this.logger[level]({ err }, 'looking for deliveries failed; it is tried again');
      return undefined;
    }
  }

  private async try(claimed: ClaimedDelivery): Promise<void> {
    const { dataSource, targets, settings, clock } = this;
    const startedAt = performance.now();
    try {
      const tried = await tryDelivery(claimed, { dataSource, targets, settings, clock, givenUp: this.givenUp.signal });
      this.ended(claimed, tried, performance.now() - startedAt);
    } catch (err) {
      this.logger.warn({ err, deliveryId: claimed.id }, 'the end of a try to deliver could not be recorded');
    }
  }

  private ended(claimed: ClaimedDelivery, { end, recordedAs, slotEndedAs, error }: TriedDelivery, ms: number): void {
    const { id: deliveryId, slotId, targetId, targetKind: kind, content, attempts } = claimed;
    const { outcome } = end;
    this.metrics.observe({ kind, outcome, seconds: ms / 1000 });
    const ids = { deliveryId, slotId, targetId, kind, content };
    const facts = 'place' in end ? { bytes: end.bytes } : { failure: end.answer, ...(isOurs(error) && { err: error }) };
    const level = LEVELS[recordedAs];
    this.logger[level]({ ...ids, attempts, outcome, ms: Math.round(ms), ...facts }, WORDS[recordedAs]);
    if (slotEndedAs !== null) this.logger.info({ slotId }, `slot ended: ${slotEndedAs}`);
  }
}

/** What the other side did is told in `failure`, which holds no secrets; its causes might. */
function isOurs(error: unknown): boolean {
  return error !== undefined && (error as { name?: unknown } | null)?.name !== 'DeliveryError';
}

const LEVELS = { delivered: 'info', retried: 'warn', failed: 'error', 'handed-back': 'info', lost: 'warn' } as const;

const WORDS = {
  delivered: 'delivered',
  retried: 'delivery failed and is tried again',
  failed: 'delivery failed and is given up',
  'handed-back': 'delivery handed back because the process stops',
  lost: 'delivery was taken over by another process, or skipped',
};
