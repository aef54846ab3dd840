import { Injectable } from '@nestjs/common';
import { Counter, Gauge, Registry } from 'prom-client';

/** What is to be known of schedules from outside: whether this process looks for what has come due, and can make it. */
@Injectable()
export class ScheduleMetrics {
  private readonly made: Counter;
  private readonly lookedAt: Gauge;
  private readonly failing: Gauge;
  private readonly jumps: Counter;
  private readonly early: Counter;

  constructor(registry: Registry) {
    const registers = [registry];
    this.made = new Counter({
      name: 'trailkeeper_slots_made_total',
      help: 'Slots that this process made of what had come due.',
      registers,
    });
    this.lookedAt = new Gauge({
      name: 'trailkeeper_schedules_looked_timestamp_seconds',
      help: 'When this process last looked for what has come due; 0 before the first time.',
      registers,
    });
    this.failing = new Gauge({
      name: 'trailkeeper_schedules_failing',
      help: 'Schedules whose slots could not be made then.',
      registers,
    });
    this.jumps = new Counter({
      name: 'trailkeeper_clock_jumps_total',
      help: 'How often the clock that schedules go by was set by more than five minutes.',
      registers,
    });
    this.early = new Counter({
      name: 'trailkeeper_slots_early_total',
      help: 'Slots that were begun before their time, since the clock was ahead, and are made again at their time.',
      registers,
    });
  }

  /** So many slots had been begun before their time. */
  tellEarly(slots: number): void {
    this.early.inc(slots);
  }

  /** It was looked, whatever was found. */
  tellMade({ made, failing }: { made: number; failing: number }): void {
    this.made.inc(made);
    this.failing.set(failing);
    this.lookedAt.setToCurrentTime();
  }

  tellJump(): void {
    this.jumps.inc();
  }
}
