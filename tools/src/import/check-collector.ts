import { type Answer, type Collector, ConnectionError, postNothing } from './post-events.js';

/** Fails, with the way out, when nothing is there to import into, or when it does not take the key. */
export async function checkCollector(collector: Collector, signal: AbortSignal): Promise<void> {
  const answer = await ask(collector, signal);
  // A database that is away for a moment is waited for, as with any file.
  if (answer.kind === 'taken' || answer.status === 503) return;
  if (answer.status === 401) throw new Error(keyRefused(collector));
  throw new Error(
    `${collector.url} is no collector that can be used: it answered ${answer.status} (${answer.code}: ${answer.detail}). ` +
      'Set COLLECTOR_URL to where the collector is.',
  );
}

/** What to say of a 401. */
export function keyRefused({ url }: Collector): string {
  return `The collector at ${url} does not take this ingest key. Set INGEST_KEY to a valid one (docs/operations.md, "Keys for producers").`;
}

async function ask(collector: Collector, signal: AbortSignal): Promise<Answer> {
  try {
    return await postNothing(collector, signal);
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error;
    throw new Error(
      `Nothing answers at ${collector.url} (${error.message}). Start Trailkeeper with "npm start", or set COLLECTOR_URL ` +
        'to where the collector is, for example http://127.0.0.1:4001.',
      { cause: error },
    );
  }
}
