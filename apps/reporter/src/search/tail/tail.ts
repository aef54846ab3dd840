import type { SqlPart } from '../matching/sql-part.js';
import { findNewEvents, type NewEvents, type ReadRows } from './find-new-events.js';
import type { Look, Looks } from './looks.js';
import { endOf, type TailPosition, tailPositionText } from './tail-position.js';

export interface TailSource {
  readonly read: ReadRows;
  readonly looks: Pick<Looks, 'now' | 'after'>;
  /** What matches; the batches narrow it, so no terms are needed. */
  readonly filters: readonly SqlPart[];
  /** Undefined: what is committed from now on. */
  readonly start: TailPosition | undefined;
}

/**
 * Server-sent events (WHATWG HTML, 9.2) of what matches as it is committed, each once, with the position behind it as its id;
 * made when it is asked for. Never ends by itself; fails as the database does, and when `signal` aborts.
 */
export async function* tail(source: TailSource, signal: AbortSignal): AsyncGenerator<string, never, undefined> {
  const { read, looks, filters, start } = source;
  let look = await looks.now();
  const gap = start === undefined ? undefined : gapOf(start, look);
  let position = start === undefined || gap !== undefined ? positionAt(look) : start;
  if (gap !== undefined) yield message('gap', position, { reason: gap });
  yield `retry: ${RETRY_MS}\n${idLine(position)}\n`;
  let toldAt = performance.now();
  for (;;) {
    const upTo = position.within?.upTo ?? look.snapshot;
    for await (const found of findNewEvents(read, filters, position, upTo)) {
      signal.throwIfAborted();
      position = found.reached;
      const text = textOf(found) || heartbeat(toldAt, position);
      if (text === '') continue;
      yield text;
      toldAt = performance.now();
    }
    const isUpToDate = upTo === look.snapshot;
    position = { seen: upTo, seenAt: isUpToDate ? look.at : position.seenAt };
    if (!isUpToDate) continue;
    const text = heartbeat(toldAt, position);
    if (text !== '') {
      yield text;
      toldAt = performance.now();
    }
    look = await looks.after(look, Math.max(0, toldAt + HEARTBEAT_MS - performance.now()), signal);
  }
}

/** The last words before a tail ends; whoever reads it comes again and goes on. */
export function endText(reason: string): string {
  return `event: end\ndata: ${JSON.stringify({ reason })}\n\n`;
}

/** Why what was committed since a position cannot be told. */
function gapOf({ seen, seenAt, within }: TailPosition, look: Look): string | undefined {
  if (look.at.getTime() - seenAt.getTime() > MAX_AGE_MS) return 'The position is older than 24 hours.';
  const isAhead = endOf(within?.upTo ?? seen) > endOf(look.snapshot);
  return isAhead ? 'The position is not of this database, or of a later state of it.' : undefined;
}

function positionAt({ snapshot, at }: Look): TailPosition {
  return { seen: snapshot, seenAt: at };
}

function textOf({ events, positions }: NewEvents): string {
  return events.map((event, at) => message('event', positions[at]!, event)).join('');
}

/** JSON has no line end in it. */
function message(kind: string, position: TailPosition, data: object): string {
  return `${idLine(position)}event: ${kind}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** An id without data is no event; the client remembers it all the same. */
function heartbeat(toldAt: number, position: TailPosition): string {
  return performance.now() - toldAt < HEARTBEAT_MS ? '' : `: ${new Date().toISOString()}\n${idLine(position)}\n`;
}

function idLine(position: TailPosition): string {
  return `id: ${tailPositionText(position)}\n`;
}

const RETRY_MS = 3_000;

/** 15 s: proxies give up what is silent for 30 and more. */
const HEARTBEAT_MS = 15_000;

/** 24 h: who comes later reads a page, or an export. */
const MAX_AGE_MS = 24 * 3_600_000;
