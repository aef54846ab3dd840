import { Injectable } from '@nestjs/common';
import { Counter, Histogram, Registry } from 'prom-client';
import type { RunFigures } from './run-report.js';

/** What a monitor wants to know of runs. */
@Injectable()
export class RunMetrics {
  readonly runs: Counter<'kind' | 'status'>;
  private readonly seconds: Histogram<'kind'>;
  private readonly stepSeconds: Histogram<'kind' | 'step'>;

  constructor(registry: Registry) {
    this.runs = new Counter({
      name: 'trailkeeper_report_runs_total',
      help: 'Tries of report runs by how they ended: done, failed, retried, lost, handed_back.',
      labelNames: ['kind', 'status'],
      registers: [registry],
    });
    this.seconds = new Histogram({
      name: 'trailkeeper_report_run_duration_seconds',
      help: 'How long runs took that were done, from claim to files.',
      labelNames: ['kind'],
      buckets: BUCKETS,
      registers: [registry],
    });
    this.stepSeconds = new Histogram({
      name: 'trailkeeper_report_step_duration_seconds',
      help: 'How long the steps took of runs that were done: build (reading and counting), csv, pdf.',
      labelNames: ['kind', 'step'],
      buckets: BUCKETS,
      registers: [registry],
    });
  }

  /** Notes a run that was done. */
  observe(kind: string, seconds: number, stepSeconds: RunFigures['stepSeconds']): void {
    this.seconds.observe({ kind }, seconds);
    for (const [step, value] of Object.entries(stepSeconds)) this.stepSeconds.observe({ kind, step }, value);
  }
}

/** From a small service (0.1 s) to years of a large trail. */
const BUCKETS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 180, 600];
