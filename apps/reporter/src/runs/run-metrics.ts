import { Injectable } from '@nestjs/common';
import { Counter, Histogram, Registry } from 'prom-client';

/** What a monitor wants to know of runs. */
@Injectable()
export class RunMetrics {
  readonly runs: Counter<'kind' | 'status'>;
  readonly seconds: Histogram<'kind'>;

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
      // From a small service (0.1 s) to years of a large trail.
      buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 180, 600],
      registers: [registry],
    });
  }
}
