import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { isUnavailable } from '@trailkeeper/database';
import { APP_LOGGER, type Logger } from '@trailkeeper/http';
import { DataSource } from 'typeorm';
import { LeaseLostError, StoppingError } from '../leases/keep-lease.js';
import { PollLoop } from '../leases/poll-loop.js';
import { type ClaimedRun, MAX_ATTEMPTS, claimRun } from './claim-run.js';
import { type Lease, holdLease } from './lease.js';
import { failRun, handBackRun, retryRun } from './release-run.js';
import { runFault } from './run-fault.js';
import { RunMetrics } from './run-metrics.js';
import { runReport } from './run-report.js';
import { RUN_SETTINGS, type RunSettings } from './run-settings.js';

/** Makes report runs one after the other, as long as the app is up. */
@Injectable()
export class ReportWorker implements OnApplicationBootstrap, OnModuleDestroy {
  private isStopping = false;
  private lease: Lease | undefined;
  private readonly loop: PollLoop;

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(RUN_SETTINGS) private readonly settings: RunSettings,
    @Inject(APP_LOGGER) private readonly logger: Logger,
    private readonly metrics: RunMetrics,
  ) {
    this.loop = new PollLoop(() => this.look(), settings.pollMs);
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  /** Looks for a run now instead of at the next poll. */
  kick(): void {
    this.loop.kick();
  }

  async onModuleDestroy(): Promise<void> {
    this.isStopping = true;
    this.lease?.abort(new StoppingError());
    await this.loop.stop();
  }

  private async look(): Promise<boolean> {
    const claimed = await this.claim();
    if (claimed !== undefined) await this.make(claimed);
    return claimed !== undefined;
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
