import { plausibleEvents } from '../demo/plausible-events.js';
import { progressLine } from '../progress-line.js';
import { type Batch, batchesOf, sendEvents } from '../demo/send-events.js';
import type { RunningSystem } from '../system/system.js';
import { median } from './quantile.js';

export interface Trail {
  from: Date;
  to: Date;
  events: number;
  /** Which share are deletions; what is plausible when undefined. */
  deletions: number | undefined;
}

const EVENTS_A_REQUEST = 500;
/** 100,000 events are made, then sent: making them costs the same processors, and all of them would not fit in memory. */
const REQUESTS_A_TURN = 200;

export interface Ingest {
  events: number;
  /** Of the bodies of all requests, NDJSON. */
  bytes: number;
  /** The median of the turns, but for the first, which makes everything warm. */
  perSecond: number;
}

/** Sends a trail over HTTP, in batches of 500 with 4 requests at once, and answers how fast it was stored. */
export async function measureIngest(system: RunningSystem, trail: Trail): Promise<Ingest> {
  const { from, to, events: count, deletions } = trail;
  const batches = batchesOf(plausibleEvents({ from, to, count, seed: 1, deletions }), EVENTS_A_REQUEST);
  const onSent = progressLine('Sending events', count);
  let [events, bytes] = [0, 0];
  const rates: number[] = [];
  for (let turn = take(batches, REQUESTS_A_TURN); turn.length > 0; turn = take(batches, REQUESTS_A_TURN)) {
    const sent = turn.reduce((sum, batch) => sum + batch.events, 0);
    const startedAt = performance.now();
    const { stored } = await sendEvents(turn, { ...system, parallel: 4 });
    rates.push(sent / ((performance.now() - startedAt) / 1000));
    if (stored !== sent) throw new Error(`${sent} events were sent and ${stored} stored`);
    events += sent;
    bytes += turn.reduce((sum, batch) => sum + batch.body.length, 0);
    onSent(events);
  }
  return { events, bytes, perSecond: median(rates.length > 1 ? rates.slice(1) : rates) };
}

function take(batches: Iterator<Batch>, count: number): Batch[] {
  const taken: Batch[] = [];
  for (let next = batches.next(); next.done !== true; next = batches.next()) {
    taken.push(next.value);
    if (taken.length === count) break;
  }
  return taken;
}
