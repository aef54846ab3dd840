import { plausibleEvents } from '../demo/plausible-events.js';
import { batchesOf } from '../demo/send-events.js';
import type { RunningSystem } from '../system/system.js';
import { median, quantile } from './quantile.js';
import { openRawConnection, rawRequest } from './send-raw.js';

export interface SmallRequests {
  connections: number;
  /** The median of the rounds. */
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
}

const CONNECTIONS = 32;
const ROUNDS = 5;
const REQUESTS_A_ROUND = 10_000;

/** Sends single events, each in a request of its own, over 32 connections that each wait for their answer. */
export async function measureSmallRequests(system: RunningSystem): Promise<SmallRequests> {
  const events = plausibleEvents({ ...WEEK, count: (ROUNDS + 1) * REQUESTS_A_ROUND, seed: 2 });
  const requests = Array.from(batchesOf(events, 1), ({ body }) => rawRequest(system, body));
  const connections = await Promise.all(Array.from({ length: CONNECTIONS }, () => openRawConnection(system)));
  const rounds: { perSecond: number; tookMs: number[] }[] = [];
  // The first round makes everything warm and is not counted.
  for (let round = 0; round <= ROUNDS; round += 1) {
    const queue = requests.slice(round * REQUESTS_A_ROUND, (round + 1) * REQUESTS_A_ROUND).values();
    const tookMs: number[] = [];
    const startedAt = performance.now();
    await Promise.all(
      connections.map(async (connection) => {
        for (const request of queue) {
          const sentAt = performance.now();
          await connection.send(request);
          tookMs.push(performance.now() - sentAt);
        }
      }),
    );
    const seconds = (performance.now() - startedAt) / 1000;
    if (round > 0) rounds.push({ perSecond: tookMs.length / seconds, tookMs });
  }
  for (const connection of connections) connection.close();
  return {
    connections: CONNECTIONS,
    perSecond: median(rounds.map(({ perSecond }) => perSecond)),
    p50Ms: median(rounds.map(({ tookMs }) => quantile(tookMs, 0.5))),
    p99Ms: median(rounds.map(({ tookMs }) => quantile(tookMs, 0.99))),
  };
}

const WEEK = { from: new Date('2026-07-01T00:00:00Z'), to: new Date('2026-07-08T00:00:00Z') };
