import { setTimeout as sleep } from 'node:timers/promises';
import type { IngestAnswer } from '@trailkeeper/contract';
import { keyRefused } from './check-collector.js';
import type { FoundFile } from './find-files.js';
import { maybeFault } from './maybe-fault.js';
import { type EventsKind, openContent, type Position } from './open-content.js';
import { type Answer, type Collector, ConnectionError, postEvents } from './post-events.js';

export type Sent =
  | { kind: 'stored'; tally: IngestAnswer }
  /** Nothing but white space is in it. */
  | { kind: 'empty' }
  | { kind: 'failed'; reason: string };

/** No other file could be sent either. */
export class ImportStopped extends Error {
  override name = 'ImportStopped';
}

export interface Sending {
  collector: Collector;
  signal: AbortSignal;
  position: Position;
  /** Called with the tally of each answer that has one, also of a try that broke. */
  onTally: (tally: IngestAnswer) => void;
  /** Told why a file is sent again. */
  say: (line: string) => void;
  tries?: number;
  waitSeconds?: (tried: number) => number;
}

/**
 * Sends one file, and again while the collector is away: sending again stores no event twice. Throws ImportStopped when it stays
 * away, or its database does, when its quarantine is full or it no longer takes the key, and AbortError.
 */
export async function sendFile(file: FoundFile, kind: EventsKind, sending: Sending): Promise<Sent> {
  const { collector, signal, position, onTally, say, tries = TRIES, waitSeconds = doubling } = sending;
  for (let tried = 1; ; tried += 1) {
    const answer = await sendOnce(file, kind, sending);
    if (answer.kind !== 'away') {
      if (answer.tally) onTally(answer.tally);
      if (answer.kind === 'refused' && answer.code === 'quarantine_full') throw new ImportStopped(QUARANTINE_FULL);
      if (answer.kind === 'taken' || !PASSING.has(answer.status)) return judge(answer, collector);
    }
    const why = answer.kind === 'away' ? answer.reason : describe(answer);
    if (tried === tries) {
      const fault = await maybeFault(collector);
      if (fault === undefined) return { kind: 'failed', reason: `not taken in ${tries} tries, at last: ${why}` };
      throw new ImportStopped(
        `The collector at ${collector.url} has been away for ${tries} tries and ${fault}, at last: ${why}`,
      );
    }
    const asked = answer.kind === 'refused' ? answer.retryAfterSeconds : undefined;
    const seconds = Math.min(MAX_WAIT_SECONDS, asked ?? waitSeconds(tried));
    say(`${file.name}: ${why}; sent again in ${seconds} s (try ${tried + 1} of ${tries})`);
    Object.assign(position, { bytes: 0, events: 0 });
    await sleep(seconds * 1000, undefined, { signal });
  }
}

function judge(answer: FinalAnswer, collector: Collector): Sent {
  if (answer.kind === 'refused' && answer.status === 401) throw new ImportStopped(keyRefused(collector));
  if (answer.fault) {
    return { kind: 'failed', reason: `${answer.fault.message}.${answer.tally ? storedOf(answer.tally) : ''}` };
  }
  if (answer.kind === 'taken') return { kind: 'stored', tally: answer.tally };
  return answer.code === 'empty_body' ? { kind: 'empty' } : { kind: 'failed', reason: describe(answer) };
}

type FinalAnswer = Awaited<ReturnType<typeof postEvents>>;

async function sendOnce(
  file: FoundFile,
  kind: EventsKind,
  { collector, signal, position }: Sending,
): Promise<FinalAnswer | { kind: 'away'; reason: string }> {
  try {
    return await postEvents(collector, openContent(file, kind, position), signal);
  } catch (error) {
    if (error instanceof ConnectionError) return { kind: 'away', reason: `no answer (${error.message})` };
    throw error;
  }
}

function describe(answer: Extract<Answer, { kind: 'refused' }>): string {
  const { status, code, detail, tally } = answer;
  return `the collector answered ${status} ${code}: ${detail}${tally ? storedOf(tally) : ''}`;
}

function storedOf({ received, stored, duplicates, quarantined }: IngestAnswer): string {
  return ` Of it: received ${received} = stored ${stored} + duplicates ${duplicates} + quarantined ${quarantined}.`;
}

/** 1, 2, 4 … 30 s: with 10 tries 2 min and a half, which is longer than a restart or a failover takes. */
function doubling(tried: number): number {
  return 2 ** (tried - 1);
}

const TRIES = 10;
const MAX_WAIT_SECONDS = 30;

/** What passes: silence, too many requests, a proxy without its collector, a database that is away. */
const PASSING: ReadonlySet<number> = new Set([408, 429, 502, 503, 504]);

/** It passes when a person has acted, for all files alike. */
const QUARANTINE_FULL =
  'The quarantine of the collector is full (quarantine_full): what cannot become an event cannot be kept. See what is in it ' +
  'with GET /v1/quarantine on the reporter; then replay or discard items, or raise QUARANTINE_MAX_BYTES of both apps ' +
  '(docs/operations.md, "Quarantine").';
