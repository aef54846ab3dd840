import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DeliveryReceipt, SlotDelivery } from '@trailkeeper/contract';
import { openDataSource, query } from '@trailkeeper/database';
import { createTestDatabase } from '@trailkeeper/database/testing';
import { type CapturedLog, captureLog, Stopping } from '@trailkeeper/http';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import type { DataSource } from 'typeorm';
import { reporterSettings } from '../src/config.js';
import { DeliveryMetrics } from '../src/deliveries/delivery-metrics.js';
import { DELIVERY_TIMINGS, type DeliverySettings } from '../src/deliveries/delivery-settings.js';
import { DeliveryWorker } from '../src/deliveries/delivery-worker.service.js';
import { Targets } from '../src/targets/targets.service.js';

/** A clock that stands still until it is set. */
export class SetClock {
  constructor(public time = new Date('2026-09-16T06:01:00.000Z')) {}

  now = () => Promise.resolve(this.time);

  forward(minutes: number): void {
    this.time = new Date(this.time.getTime() + minutes * 60_000);
  }
}

export interface Worker {
  readonly log: CapturedLog;
  readonly registry: Registry;
  /** As when the process stops; in the middle of a try as soon as it may. */
  stop(): Promise<void>;
}

/** A trail of the test's own, a folder for directory targets, a clock, and workers that deliver. */
export async function openDelivering() {
  const database = await createTestDatabase();
  const open = (url: string, poolSize: number) => openDataSource({ url, applicationName: 'test', poolSize });
  const owner = await open(database.ownerUrl, 4);
  const directory = mkdtempSync(join(tmpdir(), 'trailkeeper-deliveries-'));
  const clock = new SetClock();
  const workers: (() => Promise<void>)[] = [];

  const startWorker = async (changes: Partial<DeliverySettings> = {}): Promise<Worker> => {
    const dataSource = await open(database.reporterUrl, 6);
    const worker = makeWorker({ dataSource, url: database.reporterUrl, directory, clock }, changes);
    workers.push(() => worker.stop().then(() => dataSource.destroy()));
    return worker;
  };
  const stopWorkers = async () => void (await Promise.all(workers.splice(0).map((stop) => stop())));
  const stop = async () => {
    await stopWorkers();
    await owner.destroy();
    await database.drop();
    rmSync(directory, { recursive: true, force: true });
  };
  /** Has a delivery tried at the moment that it is due next, so many times. */
  const tryAgain = async (deliveryId: string, times: number): Promise<DeliveryRow> => {
    for (let tried = 0; tried < times; tried += 1) {
      const { receipts: before, nextTryAt } = await deliveryRow(owner, deliveryId);
      clock.time = new Date(nextTryAt!);
      await untilDelivery(
        owner,
        deliveryId,
        ({ receipts }) => receipts.length > before.length && receipts.at(-1)!.endedAt !== null,
      );
    }
    return deliveryRow(owner, deliveryId);
  };
  return { database, owner, directory, clock, startWorker, stopWorkers, tryAgain, stop };
}

export type Delivering = Awaited<ReturnType<typeof openDelivering>>;

function makeWorker(
  { dataSource, url, directory, clock }: { dataSource: DataSource; url: string; directory: string; clock: SetClock },
  changes: Partial<DeliverySettings>,
): Worker {
  const log = captureLog();
  const registry = new Registry();
  const env = { DATABASE_URL: url, ADMIN_TOKEN: 'x'.repeat(16), SECRET_KEY: 'a-secret-key-for-tests' };
  const networks = { DELIVERY_DIRECTORY: directory, DELIVERY_PRIVATE_NETWORKS: '127.0.0.0/8' };
  const settings = reporterSettings({ ...env, ...networks });
  const worker = new DeliveryWorker(
    dataSource,
    {
      ...{ ...DELIVERY_TIMINGS, pollMs: 10, organisation: 'Example Bank AG', secretKey: settings.SECRET_KEY },
      ...{ publicUrl: 'https://trail.example.com', ...changes },
    },
    clock,
    pino({ level: 'debug' }, log.destination),
    new Targets(dataSource, settings),
    new DeliveryMetrics(dataSource, registry),
    new Stopping({ limitMs: 200, delayMs: 0 }),
  );
  worker.onApplicationBootstrap();
  let stopped: Promise<void> | undefined;
  return { log, registry, stop: () => (stopped ??= worker.onModuleDestroy()) };
}

/** A delivery with its receipts as the ledger has them, but for what is the target's. */
export type DeliveryRow = Omit<SlotDelivery, 'targetId' | 'targetName' | 'targetKind' | 'receipts'> & {
  receipts: DeliveryReceipt[];
};

export async function deliveryRow(owner: DataSource, id: string): Promise<DeliveryRow> {
  const [row] = await query<DeliveryRow>(owner, GET_DELIVERY, [id]);
  return row!;
}

/** Waits, in real time, until what a delivery is passes a test. */
export async function untilDelivery(
  owner: DataSource,
  id: string,
  passes: (row: DeliveryRow) => boolean,
): Promise<DeliveryRow> {
  for (let tries = 0; tries < 1_000; tries += 1) {
    const row = await deliveryRow(owner, id);
    if (passes(row)) return row;
    await sleep(10);
  }
  throw new Error(`delivery ${id} did not get there: ${JSON.stringify(await deliveryRow(owner, id))}`);
}

const GET_DELIVERY = `
select delivery.id, delivery.content, delivery.status, delivery.is_possibly_twice as "possiblyTwice", delivery.attempts,
       to_json(delivery.try_after) as "nextTryAt", delivery.failure, to_json(delivery.finished_at) as "finishedAt",
       coalesce(json_agg(json_build_object(
         'attempt', receipt.attempt, 'beganAt', receipt.began_at, 'endedAt', receipt.ended_at,
         'outcome', receipt.outcome, 'place', receipt.place, 'bytes', receipt.bytes, 'sha256', receipt.sha256,
         'answer', receipt.answer) order by receipt.attempt) filter (where receipt.attempt is not null), '[]') as "receipts"
from slot_delivery delivery
left join delivery_receipt receipt on receipt.delivery_id = delivery.id
where delivery.id = $1
group by delivery.id
`;
