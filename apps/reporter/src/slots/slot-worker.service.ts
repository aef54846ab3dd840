import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { SlotStatus } from '@trailkeeper/contract';
import { isUnavailable } from '@trailkeeper/database';
import { APP_LOGGER, type Logger } from '@trailkeeper/http';
import { DataSource, type QueryRunner } from 'typeorm';
import { ReportGoneError } from '../bundles/make-bundle.js';
import { CLOCK, type Clock } from '../clock/clock.js';
import { type KeptLease, keepLease, LeaseLostError, StoppingError } from '../leases/keep-lease.js';
import { PollLoop } from '../leases/poll-loop.js';
import { ReportWorker } from '../runs/report-worker.service.js';
import { runFault } from '../runs/run-fault.js';
import { SealedSecretError } from '../secrets/secret-box.js';
import { askForReports } from './ask-for-reports.js';
import { type ClaimedSlot, claimSlot } from './claim-slot.js';
import { type CollectedSlot, collectReports } from './collect-reports.js';
import { finishBundling, handBackSlot, prolongLease, retrySlotLater } from './release-slot.js';
import { MAKE_BUNDLE, type MakeBundle, SLOT_SETTINGS, type SlotSettings } from './slot-settings.js';

/** Takes slots from their start to their bundle, as long as the app is up: asks for reports, and bundles them one by one. */
@Injectable()
export class SlotWorker implements OnApplicationBootstrap, OnModuleDestroy {
  private isStopping = false;
  private lease: KeptLease | undefined;
  // Two, so that a bundle of hours keeps no other slot from its start.
  private readonly reporting: PollLoop;
  private readonly bundling: PollLoop;

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(SLOT_SETTINGS) private readonly settings: SlotSettings,
    @Inject(MAKE_BUNDLE) private readonly makeBundle: MakeBundle,
    @Inject(APP_LOGGER) private readonly logger: Logger,
    private readonly reportWorker: ReportWorker,
  ) {
    this.reporting = new PollLoop(() => this.look(() => this.report()), settings.pollMs);
    this.bundling = new PollLoop(() => this.look(() => this.bundle()), settings.pollMs);
  }

  onApplicationBootstrap(): void {
    this.reporting.start();
    this.bundling.start();
  }

  /** Looks for work now instead of at the next poll. */
  kick(): void {
    this.reporting.kick();
    this.bundling.kick();
  }

  async onModuleDestroy(): Promise<void> {
    this.isStopping = true;
    this.lease?.abort(new StoppingError());
    await Promise.all([this.reporting.stop(), this.bundling.stop()]);
  }

  private async look(work: () => Promise<boolean>): Promise<boolean> {
    try {
      return await work();
    } catch (err) {
      // That the database is away is logged once, where it is watched, and not at every poll.
      const level = isUnavailable(err) ? 'debug' : 'warn';
      this.logger[level]({ err }, 'looking for slots failed; it is tried again');
      return false;
    }
  }

  private async report(): Promise<boolean> {
    const now = await this.clock.now();
    const collected = await collectReports(this.dataSource, now);
    if (collected !== undefined) this.collected(collected);
    const asked = await askForReports(this.dataSource, { now, maxReporting: this.settings.maxReporting });
    for (const { id, isNew, ...facts } of asked) {
      this.logger.info({ slotId: id, ...facts }, isNew ? 'slot begun' : 'reports of a slot asked for again');
    }
    if (asked.length > 0) this.reportWorker.kick();
    return collected !== undefined || asked.length > 0;
  }

  private collected({ id, outcome, failure }: CollectedSlot): void {
    if (outcome === 'made') this.bundling.kick();
    if (outcome === 'retried')
      this.logger.warn({ slotId: id, failure }, 'a report of a slot failed and is tried again');
    if (outcome === 'failed') this.logger.error({ slotId: id, failure }, GIVEN_UP);
  }

  private async bundle(): Promise<boolean> {
    const { dataSource, settings } = this;
    const claimed = await claimSlot(dataSource, { now: await this.clock.now(), leaseMs: settings.leaseMs });
    if (claimed === undefined) return false;
    const beat = () => prolongLease(dataSource, claimed, settings.leaseMs);
    const lease = keepLease({ name: `slot ${claimed.id}`, beat }, settings);
    this.lease = lease;
    if (this.isStopping) lease.abort(new StoppingError());
    try {
      await this.make(claimed, lease.signal);
    } catch (error) {
      await this.meet(claimed, lease.signal.aborted ? lease.signal.reason : error);
    } finally {
      this.lease = undefined;
      await lease.end();
    }
    return true;
  }

  private async make(claimed: ClaimedSlot, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const startedAt = performance.now();
    const now = await this.clock.now();
    const ended: { as: SlotStatus | null } = { as: null };
    const finish = async (runner: QueryRunner) => void (ended.as = await finishBundling(runner, claimed, now));
    await this.makeBundle(claimed, { signal, finish });
    const facts = { slotId: claimed.id, ms: Math.round(performance.now() - startedAt) };
    this.logger.info(facts, 'bundle of a slot made');
    if (ended.as !== null) this.logger.info({ slotId: claimed.id }, `slot ended: ${ended.as}`);
  }

  private async meet(claimed: ClaimedSlot, error: unknown): Promise<void> {
    const { dataSource, logger } = this;
    const facts = { slotId: claimed.id, attempts: claimed.attempts };
    if (error instanceof LeaseLostError) return logger.warn({ ...facts, err: error }, TAKEN_OVER);
    if (error instanceof StoppingError) {
      await handBackSlot(dataSource, claimed);
      return logger.info(facts, 'slot handed back because the process stops');
    }
    if (error instanceof ReportGoneError) {
      // The next claim sees that, and has the reports asked for again.
      await handBackSlot(dataSource, claimed);
      return logger.warn({ ...facts, err: error }, 'reports of a slot were deleted before they were bundled');
    }
    const failure = `Its bundle could not be made. ${reasonOf(error)}`;
    const outcome = await retrySlotLater(dataSource, claimed, { failure, now: await this.clock.now() });
    if (outcome === 'failed') logger.error({ ...facts, err: error }, GIVEN_UP);
    else logger.warn({ ...facts, err: error }, outcome === 'lost' ? TAKEN_OVER : 'a bundle failed and is tried again');
  }
}

/** What a person can do something about is told as it is. */
function reasonOf(error: unknown): string {
  return error instanceof SealedSecretError ? error.message : runFault(error, 'slot').reason;
}

const GIVEN_UP = 'slot given up after its last try; its owner is being told';
const TAKEN_OVER = 'slot was taken over, skipped or ended by somebody else';
