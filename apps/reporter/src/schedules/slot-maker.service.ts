import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { isUnavailable } from '@trailkeeper/database';
import { APP_LOGGER, type Logger } from '@trailkeeper/http';
import { DataSource } from 'typeorm';
import { CLOCK, type Clock } from '../clock/clock.js';
import { clockJump, type ClockReading } from './clock-jump.js';
import { makeDueSlots } from './make-due-slots.js';
import { mendEarlySlots } from './mend-early-slots.js';
import { ScheduleMetrics } from './schedule-metrics.js';

/** Makes what has come due every few seconds, never twice at once in this process; the database sees to the others. */
@Injectable()
export class SlotMaker implements OnModuleDestroy {
  private running: Promise<void> | undefined;
  private isStopped = false;
  private reading: ClockReading | undefined;
  private failing: ReadonlySet<string> = new Set();

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(APP_LOGGER) private readonly logger: Logger,
    private readonly metrics: ScheduleMetrics,
  ) {}

  // 5 s: a slot is due on a minute, and its reports take longer than that.
  @Interval(5_000)
  async makeDue(): Promise<void> {
    if (this.isStopped || this.running !== undefined) return;
    this.running = this.makeOnce().finally(() => (this.running = undefined));
    await this.running;
  }

  async onModuleDestroy(): Promise<void> {
    this.isStopped = true;
    await this.running;
  }

  private async makeOnce(): Promise<void> {
    try {
      const now = await this.readClock();
      await this.mendEarly(now);
      const failing = new Set<string>();
      const made = await makeDueSlots(this.dataSource, now, {
        onFailed: (schedule, err) => {
          failing.add(schedule.id);
          this.tellOfFailure(schedule, err);
        },
        isStopped: () => this.isStopped,
      });
      this.failing = failing;
      this.metrics.tellMade({ made, failing: failing.size });
      if (made > 0) this.logger.info({ made }, 'slots made of what has come due');
    } catch (err) {
      // That the database is away is logged once, where it is watched.
      const level = isUnavailable(err) ? 'debug' : 'warn';
      this.logger[level]({ err }, 'looking for what has come due failed; it is tried again in 5 s');
    }
  }

  private async mendEarly(now: Date): Promise<void> {
    const { sentBack, restated } = await mendEarlySlots(this.dataSource, now);
    if (sentBack + restated === 0) return;
    this.metrics.tellEarly(sentBack + restated);
    this.logger.error(
      { sentBack, restated },
      'the clock was ahead: slots were begun before their time; they are made again when it comes',
    );
  }

  private async readClock(): Promise<Date> {
    const reading = { now: await this.clock.now(), monotonicMs: performance.now() };
    const jump = this.reading && clockJump(this.reading, reading);
    this.reading = reading;
    if (jump !== undefined) {
      this.metrics.tellJump();
      this.logger.warn(
        jump,
        'the clock was set: what it passed over is made up for, what it shows again is not made twice',
      );
    }
    return reading.now;
  }

  /** Once for as long as it lasts: it is tried again every 5 s. */
  private tellOfFailure({ id, name }: { id: string; name: string }, err: unknown): void {
    if (this.failing.has(id)) return;
    this.logger.error({ err, id, name }, 'the slots of a schedule cannot be made; it is tried again every 5 s');
  }
}
