import { z } from 'zod';
import { type Collector, postNothing } from './post-events.js';

/**
 * Why the collector can take no file at all now, in words that follow its name; undefined if it can. It is asked for its
 * readiness: a body without events, all that a proxy that hides it leaves to ask with, need not reach the database.
 */
export async function maybeFault(collector: Collector): Promise<string | undefined> {
  const health = await askHealth(collector);
  if (health !== undefined) return health.status === 'ok' ? undefined : `is not ready (${health.words})`;
  return postNothing(collector, AbortSignal.timeout(PROBE_MS)).then(
    (answer) => (answer.kind === 'taken' ? undefined : `answers ${answer.status} ${answer.code} to anything else too`),
    () => 'answers nothing else either',
  );
}

/** Undefined: nothing answers there, or something else than a collector. */
async function askHealth({ url }: Collector): Promise<{ status: 'ok' } | { status: 'bad'; words: string } | undefined> {
  try {
    const answer = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(PROBE_MS) });
    const json = (await answer.json()) as unknown;
    if (answer.status === 200) return READY.safeParse(json).data;
    const { success, data } = NOT_READY.safeParse(json);
    return success && answer.status === 503 ? { status: 'bad', words: wordsOf(data) } : undefined;
  } catch {
    return undefined;
  }
}

function wordsOf({ code, checks }: z.output<typeof NOT_READY>): string {
  const bad = Object.entries(checks ?? {}).filter(([, state]) => state !== 'ok');
  return bad.length === 0 ? code : bad.map(([part, state]) => `${part}: ${state}`).join(', ');
}

const READY = z.object({ status: z.literal('ok') });
const NOT_READY = z.object({
  code: z.enum(['not_ready', 'stopping']),
  checks: z.record(z.string(), z.string()).optional(),
});

const PROBE_MS = 5_000;
