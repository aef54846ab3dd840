import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { isUnavailable } from '@trailkeeper/database';
import { APP_LOGGER, type Logger } from '@trailkeeper/http';
import { DataSource } from 'typeorm';
import { type ClaimedRun, MAX_ATTEMPTS, claimRun } from './claim-run.js';
import { type Lease, LeaseLostError, holdLease } from './lease.js';
import { failRun, handBackRun, retryRun } from './release-run.js';
import { runFault } from './run-fault.js';
import { RunMetrics } from './run-metrics.js';
import { runReport } from './run-report.js';
import { RUN_SETTINGS, type RunSettings } from './run-settings.js';

/** The process stops: what is being made is given back. */
class StoppingError extends Error {
  override name = 'StoppingError';
}

/** Makes report runs one after the other, as long as the app is up. */
@Injectable()
export class ReportWorker implements OnApplicationBootstrap, OnModuleDestroy {
  private isStopping = false;
  private isKicked = false;
  private loop: Promise<void> | undefined;
  private lease: Lease | undefined;
  private wake: () => void = () => undefined;

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(RUN_SETTINGS) private readonly settings: RunSettings,
    @Inject(APP_LOGGER) private readonly logger: Logger,
    private readonly metrics: RunMetrics,
  ) {}

  onApplicationBootstrap(): void {
    this.loop = this.work();
  }

  /** Looks for a run now instead of at the next poll. */
  kick(): void {
    this.isKicked = true;
    this.wake();
  }

  async onModuleDestroy(): Promise<void> {
    this.isStopping = true;
    this.lease?.abort(new StoppingError());
    this.wake();
    await this.loop;
  }

  private async work(): Promise<void> {
    while (!this.isStopping) {
      this.isKicked = false;
      const claimed = await this.claim();
      if (claimed === undefined) await this.pause();
      else await this.make(claimed);
    }
  }

  private async claim(): Promise<ClaimedRun | undefined> {
    try {
      return await claimRun(this.dataSource, this.settings);
    } catch (err) {
      // That the database is away is logged once, where it is watched, and not at every poll.
      const level = isUnavailable(err) ? 'debug' : 'warn';
      this.logger[level]({ err }, 'looking for report runs failed; it is tried again');
      return undefined;
    }
  }

  /** Until the next poll, a kick, or the end. */
  private async pause(): Promise<void> {
    if (this.isStopping || this.isKicked) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.settings.pollMs);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private async make(claimed: ClaimedRun): Promise<void> {
    const { dataSource, settings } = this;
    const startedAt = performance.now();
    const lease = holdLease(dataSource, claimed, settings);
    this.lease = lease;
    if (this.isStopping) lease.abort(new StoppingError());
    try {
      const { organisation, logo } = settings;
      const { rows, stepSeconds } = await runReport({ dataSource, claimed, lease, organisation, logo });
      const ms = Math.round(performance.now() - startedAt);
      this.metrics.observe(claimed.kind, ms / 1000, stepSeconds);
      this.ended(claimed, 'done', { rows, ms, stepSeconds });
    } catch (error) {
      await this.meet(claimed, lease.signal.aborted ? lease.signal.reason : error).catch((err: unknown) => {
        // The lease runs out by itself, and then the run is taken up again.
        this.logger.warn({ err, runId: claimed.id }, 'the end of a try could not be recorded');
      });
    } finally {
      this.lease = undefined;
      await lease.end();
    }
  }

  private async meet(claimed: ClaimedRun, error: unknown): Promise<void> {
    const { dataSource } = this;
    if (error instanceof LeaseLostError) return this.ended(claimed, 'lost', { err: error });
    if (error instanceof StoppingError) {
      await handBackRun(dataSource, claimed);
      return this.ended(claimed, 'handed_back', {});
    }
    const { reason, mayPass } = runFault(error);
    const isRetried = mayPass && claimed.attempts < MAX_ATTEMPTS;
    const isRecorded = isRetried
      ? await retryRun(dataSource, claimed, { failure: reason, retryMs: this.settings.retryMs * claimed.attempts })
      : await failRun(dataSource, claimed, mayPass ? `${reason} It was tried ${MAX_ATTEMPTS} times.` : reason);
    this.ended(claimed, !isRecorded ? 'lost' : isRetried ? 'retried' : 'failed', { err: error });
  }

  private ended({ id, kind, attempts }: ClaimedRun, status: keyof typeof WORDS, facts: object): void {
    this.metrics.runs.inc({ kind, status });
    const level = status === 'done' || status === 'handed_back' ? 'info' : status === 'failed' ? 'error' : 'warn';
    this.logger[level]({ runId: id, kind, attempts, ...facts }, WORDS[status]);
  }
}

const WORDS = {
  done: 'report run done',
  failed: 'report run failed',
  retried: 'report run failed and is tried again',
  lost: 'report run was taken over by another process',
  handed_back: 'report run handed back because the process stops',
};
