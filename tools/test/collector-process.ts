import { type IngestAnswer, ingestAnswerSchema } from '@trailkeeper/contract';
import { openDataSource, query } from '@trailkeeper/database';
import { choosePort, urlOf } from '../src/system/address.js';
import type { App } from '../src/system/fork-app.js';
import { waitUntilReady } from '../src/system/wait-until-ready.js';
import { forkCollector, HOST, INGEST_KEY } from './start-collector.js';

export { INGEST_KEY };

/** The built collector in a process of its own. */
export interface CollectorProcess extends App {
  url: string;
  ready(): Promise<void>;
}

export async function startCollector(
  databaseUrl: string,
  settings: Record<string, string> = {},
): Promise<CollectorProcess> {
  const port = await choosePort(HOST, 0, 'COLLECTOR_PORT');
  const app = forkCollector({ port, databaseUrl }, settings);
  const url = urlOf(HOST, port);
  return { ...app, url, ready: () => waitUntilReady(app, url, undefined) };
}

/** What came of sending events; without a status there was no answer at all. */
export interface Sent {
  status: number | undefined;
  answer: IngestAnswer | undefined;
  retryAfter: string | null;
  code: string | undefined;
}

/** Sends events with these names, and never fails. `bytes` makes each that much larger, with what does not compress. */
export async function sendEvents(url: string, names: string[], bytes = 0): Promise<Sent> {
  const body = names.map((name) => JSON.stringify({ ...EVENT, correlationId: name, requestData: filler(bytes) }));
  try {
    const response = await fetch(`${url}/v1/events`, {
      method: 'POST',
      body: body.join('\n'),
      headers: { authorization: `Bearer ${INGEST_KEY}` },
      signal: AbortSignal.timeout(60_000),
    });
    const said = (await response.json()) as { code?: string };
    return {
      status: response.status,
      answer: response.status === 200 ? ingestAnswerSchema.parse(said) : undefined,
      retryAfter: response.headers.get('retry-after'),
      code: said.code,
    };
  } catch {
    return { status: undefined, answer: undefined, retryAfter: null, code: undefined };
  }
}

/** How often each name is stored, as the owner of the database sees it. */
export async function storedNames(ownerUrl: string): Promise<Map<string, number>> {
  const owner = await openDataSource({ url: ownerUrl, applicationName: 'test', poolSize: 1 });
  try {
    const rows = await query<{ name: string; times: number }>(owner, STORED_NAMES);
    return new Map(rows.map(({ name, times }) => [name, times]));
  } finally {
    await owner.destroy();
  }
}

const STORED_NAMES = `
select event.correlation_id as "name", count(*)::integer as "times"
from audit_event event
group by event.correlation_id
`;

const EVENT = {
  eventTime: '2026-09-15T10:00:07.25+0000',
  action: 'kms.secrets.create',
  outcome: 'success',
  initiator: { id: 'IBMid-ABC', name: 'ann@example.com' },
};

/** The same for the same length, so that an event sent again is the same event. */
function filler(bytes: number): { filler: string } {
  let state = 42;
  let text = '';
  while (text.length < bytes) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    text += state.toString(36);
  }
  return { filler: text.slice(0, bytes) };
}
