import { Injectable } from '@nestjs/common';
import { unavailable } from '@trailkeeper/http';
import { Counter, Gauge, Registry } from 'prom-client';
import { Searches } from '../searches.js';

/** How an export came to its end. */
export type ExportEnd = 'done' | 'aborted' | 'failed';

/** Counts the exports that run, since each holds a connection to the database for as long as its reader takes. */
@Injectable()
export class RunningExports {
  private running = 0;
  private readonly most: number;
  private readonly ended: Counter<'format' | 'result'>;

  constructor(searches: Searches, registry: Registry) {
    // The other half is for pages, which take less long.
    this.most = Math.min(MAX_EXPORTS, Math.ceil(searches.most / 2));
    const registers = [registry];
    const current = () => this.running;
    new Gauge({
      ...{ name: 'trailkeeper_event_exports', help: 'Exports of events that are being sent.', registers },
      collect() {
        this.set(current());
      },
    });
    this.ended = new Counter({
      ...{ name: 'trailkeeper_event_exports_total', labelNames: ['format', 'result'], registers },
      help: 'Exports of events by how they ended: done, aborted, failed.',
    });
  }

  /** Begins one; to be given its end. Throws ApiError 503 when there are as many as may be. */
  begin(format: string): (end: ExportEnd) => void {
    if (this.running >= this.most) {
      throw unavailable(`As many exports run as may: ${this.most}. Ask again later.`, 30);
    }
    this.running += 1;
    return (result) => {
      this.running -= 1;
      this.ended.inc({ format, result });
    };
  }
}

/** 4 of 10 connections. */
const MAX_EXPORTS = 4;
