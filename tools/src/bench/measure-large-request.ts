import { once } from 'node:events';
import { type ClientRequest, Agent, get, type IncomingMessage, request as httpRequest } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { ingestAnswerSchema } from '@trailkeeper/contract';
import { plausibleEvents } from '../demo/plausible-events.js';
import type { RunningSystem } from '../system/system.js';
import { peakMemoryMib } from './peak-memory.js';

export interface LargeRequest {
  seconds: number;
  events: number;
  /** Of the collector, since its start; undefined where it cannot be read. */
  peakMib: number | undefined;
  /** Of the answers to /health/live while the request was under way, in ms. */
  health: { p999: number; worst: number; checks: number };
}

/** Sends one NDJSON request of about `bytes` to the collector and asks every 20 ms how it is meanwhile. */
export async function measureLargeRequest(system: RunningSystem, { bytes }: { bytes: number }): Promise<LargeRequest> {
  // Made before anything is measured: it would keep this process from asking on time.
  const templates = Array.from(plausibleEvents({ ...DAYS, count: TEMPLATES, seed: 1 }), lineAround);
  const health = pollHealth(system.collectorUrl);
  const startedAt = performance.now();
  const { sent, stored } = await sendLines(system, { templates, bytes });
  const seconds = (performance.now() - startedAt) / 1000;
  if (stored !== sent) throw new Error(`${sent} events were sent in one request and ${stored} stored`);
  const collector = system.processes.find(({ name }) => name === 'collector');
  const peakMib = collector && peakMemoryMib(collector.pid);
  return { seconds, events: sent, peakMib, health: await health.end() };
}

interface Template {
  before: string;
  behind: string;
}

interface Lines {
  templates: Template[];
  bytes: number;
}

/** At the pace of the collector: it holds no more than the socket does. */
async function sendLines(system: RunningSystem, lines: Lines): Promise<{ sent: number; stored: number }> {
  const request = httpRequest(`${system.collectorUrl}/v1/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${system.ingestKey}`, 'content-type': 'application/x-ndjson' },
  });
  const answered = once(request, 'response') as Promise<[IncomingMessage]>;
  const sent = await writeLines(request, lines);
  request.end();
  const [response] = await answered;
  let text = '';
  for await (const part of response) text += String(part);
  if (response.statusCode !== 200) throw new Error(`The collector answered ${response.statusCode}: ${text}`);
  return { sent, stored: ingestAnswerSchema.parse(JSON.parse(text)).stored };
}

async function writeLines(request: ClientRequest, { templates, bytes }: Lines): Promise<number> {
  let isAnswered = false;
  let goOn = (): void => undefined;
  request.on('drain', () => goOn());
  // A collector that gives up answers in the middle, and then nothing drains any more.
  request.on('response', () => {
    isAnswered = true;
    goOn();
  });
  let [sent, written, block] = [0, 0, ''];
  for (; written < bytes && !isAnswered; sent += 1) {
    const { before, behind } = templates[sent % templates.length]!;
    const line = `${before}${new Date(DAYS.from.getTime() + sent * STEP_MS).toISOString()}${behind}`;
    block += line;
    written += line.length;
    if (block.length < BLOCK_BYTES && written < bytes) continue;
    if (!request.write(block)) await new Promise<void>((resolve) => (goOn = resolve));
    block = '';
  }
  return sent;
}

/** An event's line, apart at its time: making each event costs more than taking it in. */
function lineAround(event: Record<string, unknown>): Template {
  const [before = '', behind = ''] = JSON.stringify({ ...event, eventTime: 'TIME' }).split('TIME');
  return { before, behind: `${behind}\n` };
}

function pollHealth(collectorUrl: string): { end(): Promise<LargeRequest['health']> } {
  const agent = new Agent({ keepAlive: true });
  const took: number[] = [];
  let isEnding = false;
  const polling = (async () => {
    while (!isEnding) {
      const startedAt = performance.now();
      const [response] = (await once(get(`${collectorUrl}/health/live`, { agent }), 'response')) as [IncomingMessage];
      await once(response.resume(), 'end');
      took.push(performance.now() - startedAt);
      await sleep(Math.max(0, POLL_MS - (performance.now() - startedAt)));
    }
  })();
  polling.catch(() => undefined); // it is met at the end
  return {
    end: async () => {
      isEnding = true;
      await polling;
      agent.destroy();
      took.sort((one, other) => one - other);
      const p999 = took[Math.ceil(took.length * 0.999) - 1] ?? NaN;
      return { p999, worst: took.at(-1) ?? NaN, checks: took.length };
    },
  };
}

const DAYS = { from: new Date('2026-08-01T00:00:00Z'), to: new Date('2026-08-08T00:00:00Z') };

/** 1 ms: every event has a time of its own, so that none is a duplicate; 2 GB are half an hour of them. */
const STEP_MS = 1;
const TEMPLATES = 5_000;
const BLOCK_BYTES = 64 * 1024;
const POLL_MS = 20;
