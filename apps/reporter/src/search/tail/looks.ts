import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { query } from '@trailkeeper/database';
import { Stopping, stoppingError, unavailable } from '@trailkeeper/http';
import { Gauge, Registry } from 'prom-client';
import { DataSource } from 'typeorm';
import { endOf } from './tail-position.js';

/** What was committed at one moment. */
export interface Look {
  /** `pg_snapshot` as text: which transactions were over. */
  readonly snapshot: string;
  readonly at: Date;
  /** Two looks with the same one saw the same batches. */
  readonly edition: number;
}

/** Looks for new batches every second, for all tails together, and only while there are any. */
@Injectable()
export class Looks {
  private tails = 0;
  private isLooking = false;
  private latest: Look | undefined;
  private edition = 0;
  private looking: Promise<unknown> = Promise.resolve();
  private readonly waiting = new Set<Waiter>();

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    private readonly stopping: Stopping,
    registry: Registry,
  ) {
    const current = () => this.tails;
    new Gauge({
      ...{ name: 'trailkeeper_event_tails', help: 'Live tails of events that are being sent.', registers: [registry] },
      collect() {
        this.set(current());
      },
    });
  }

  /** Begins a tail; to be called when it ends. Throws ApiError 503 when there are as many as may be. */
  begin(): () => void {
    if (this.tails >= MAX_TAILS) throw unavailable(`${MAX_TAILS} tails are running, which is as many as may.`, 30);
    this.tails += 1;
    void this.keepLooking();
    return () => (this.tails -= 1);
  }

  /** Looks now, after whoever is looking. Looks come one after the other, so that none sees less than the one before. */
  now(): Promise<Look> {
    const look = this.looking.catch(() => undefined).then(() => this.look());
    this.looking = look;
    return look;
  }

  /** The first look that sees more than this one, or the last one when `ms` have passed. Fails when looking fails. */
  async after(look: Look, ms: number, signal: AbortSignal): Promise<Look> {
    signal.throwIfAborted();
    if (this.latest !== undefined && this.latest.edition !== look.edition) return this.latest;
    return new Promise<Look>((resolve, reject) => {
      const end = () => {
        this.waiting.delete(waiter);
        clearTimeout(timer);
        signal.removeEventListener('abort', giveUp);
      };
      const waiter: Waiter = {
        resolve: (seen) => (end(), resolve(seen)),
        reject: (fault) => (end(), reject(fault as Error)),
      };
      const giveUp = () => waiter.reject(signal.reason);
      const timer = setTimeout(() => waiter.resolve(this.latest ?? look), ms);
      signal.addEventListener('abort', giveUp, { once: true });
      this.waiting.add(waiter);
    });
  }

  private async keepLooking(): Promise<void> {
    if (this.isLooking) return;
    this.isLooking = true;
    while (this.tails > 0) {
      await sleep(EVERY_MS, undefined, { ref: false });
      try {
        if (this.stopping.hasBegun) throw stoppingError();
        await this.now();
      } catch (fault) {
        for (const { reject } of this.waiting) reject(fault);
      }
    }
    this.isLooking = false;
  }

  private async look(): Promise<Look> {
    const { snapshot = null, at = null } = this.latest ?? {};
    const [row] = await query<LookRow>(this.dataSource, LOOK, [snapshot, at]);
    const { isNew, ...seen } = row!;
    if (snapshot !== null && endOf(seen.snapshot) < endOf(snapshot)) {
      const fault = unavailable('The database was set back to an earlier state.', 1);
      this.latest = undefined;
      this.edition += 1;
      for (const { reject } of this.waiting) reject(fault);
      throw fault;
    }
    if (isNew) this.edition += 1;
    const latest = { ...seen, edition: this.edition };
    this.latest = latest;
    if (isNew) for (const { resolve } of this.waiting) resolve(latest);
    return latest;
  }
}

interface Waiter {
  readonly resolve: (look: Look) => void;
  readonly reject: (fault: unknown) => void;
}

interface LookRow {
  snapshot: string;
  at: Date;
  isNew: boolean;
}

/** Each waits for its share of a pool of 10 connections. */
const MAX_TAILS = 100;

const EVERY_MS = 1_000;

// Uses ingest_batch_transaction_idx. The hour, and transactions that have not begun: those of batches that a restored copy
// brought along are another server's, and would be new for ever.
const LOOK = `
select pg_current_snapshot()::text as "snapshot", statement_timestamp() as "at", $1::pg_snapshot is not null and exists (
  select from ingest_batch batch
  where batch.transaction >= pg_snapshot_xmin($1::pg_snapshot)
    and batch.transaction < pg_snapshot_xmax(pg_current_snapshot())
    and not pg_visible_in_snapshot(batch.transaction, $1::pg_snapshot)
    and batch.arrived_at >= $2::timestamptz - interval '1 hour'
) as "isNew"
`;
