import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { IngestAnswer } from '@trailkeeper/contract';
import fc from 'fast-check';
import { gzipped, INGEST_KEY, startSystem, type TestSystem } from './collector.js';
import { readExact } from './fuzz/exact-json.js';
import { isLogLine, meaningOf } from './fuzz/meaning.js';
import { mutatedItems } from './fuzz/mutated-items.js';
import { testSeed } from './seed.js';
import { splitWholeBody, type WholeItem } from './split-whole-body.js';

const REQUESTS = 25;
const ITEMS = 1_000;

let system: TestSystem;
let url: string;

beforeAll(async () => {
  system = await startSystem({ LOG_LEVEL: 'warn' });
  await system.collectors[0]?.listen(0, '127.0.0.1');
  url = `${await system.collectors[0]?.getUrl()}`;
});
afterAll(() => system.stop());

it('stores each event of 25,000 mutated items once and keeps the bytes of all others', async () => {
  const seed = testSeed('Mutated requests');
  const known = new Set<string>();
  let lastId = '0';
  for (const [at, wish] of fc.sample(wishes, { seed, numRuns: REQUESTS }).entries()) {
    const sample = fc.sample(mutatedItems, { seed: seed + at, numRuns: ITEMS });
    const { body, headers } = toRequest(sample, wish);
    const items = [...splitWholeBody(body, headers['content-type'] === NDJSON)];
    const { status, answer } = await send(body, headers, wish);
    const quarantine = await system.rows<QuarantineRow>(quarantineAfter(lastId));
    lastId = quarantine.reduce((last, row) => (BigInt(row.id) > BigInt(last) ? row.id : last), lastId);
    const before = known.size;
    for (const meaning of meaningsOf(items, quarantine)) known.add(meaning);

    const stored = known.size - before;
    const quarantined = quarantine.length;
    const duplicates = items.length - stored - quarantined;
    expect([at, status, answer]).toMatchObject([at, 200, { received: items.length, stored, duplicates, quarantined }]);
    expect(answer.problems).toEqual(
      quarantine.slice(0, 100).map(({ index, code, message }) => ({ index, code, message })),
    );
  }
  const { received, ...accounts } = await system.accounts();
  expect(accounts).toMatchObject({ events: known.size, stored: known.size, counted: known.size });
  expect(received).toBe(accounts.stored + accounts.duplicates + accounts.quarantined);
  expect(accounts.quarantineRows).toBe(accounts.quarantined);
  expect(known.size).toBeGreaterThan(3_000);
  // Nothing that was sent has made anything of it a fault of ours.
  expect(system.log.lines().filter(({ level }) => level === 'error' || level === 'fatal')).toEqual([]);
  expect((await fetch(`${url}/health/ready`)).status).toBe(200);
}, 180_000);

interface Wish {
  form: 'lines' | 'declared lines' | 'array';
  isCompressed: boolean;
  /** The body is sent in pieces of these sizes, over and over; empty: at once. */
  pieces: number[];
}

const wishes: fc.Arbitrary<Wish> = fc.record({
  form: fc.constantFrom('lines', 'lines', 'declared lines', 'array'),
  isCompressed: fc.boolean(),
  pieces: fc.array(fc.integer({ min: 1, max: 20_000 }), { maxLength: 5 }),
});

const NDJSON = 'application/x-ndjson';

/** An array is closed only if what stands in it is JSON; lines begin with an event, so that they are taken as lines. */
function toRequest(
  sample: Buffer[],
  { form, isCompressed, pieces }: Wish,
): {
  body: Buffer;
  headers: Record<string, string>;
} {
  // Gzip is known from its bytes too.
  const headers = isCompressed && pieces.length > 1 ? { 'content-encoding': 'gzip' } : {};
  if (form === 'array') {
    const whole = sample.map((item) => item.toString('utf8')).filter((text) => readExact(text) !== undefined);
    return { body: Buffer.from(`[${whole.join(',\n')}]`), headers };
  }
  const body = Buffer.concat([FIRST, ...sample].flatMap((item) => [item, LINE_FEED]));
  return { body, headers: form === 'lines' ? headers : { ...headers, 'content-type': NDJSON } };
}

const FIRST = Buffer.from('{"action":"a.b.c","eventTime":"2026-01-01T00:00:00Z"}');
const LINE_FEED = Buffer.from('\n');

async function send(
  body: Buffer,
  headers: Record<string, string>,
  { isCompressed, pieces }: Wish,
): Promise<{ status: number; answer: IngestAnswer }> {
  const sent = isCompressed ? gzipped(body) : body;
  const request = { method: 'POST', headers: { authorization: `Bearer ${INGEST_KEY}`, ...headers } };
  const stream = pieces.length === 0 ? sent : ReadableStream.from(piecesOf(sent, pieces));
  const answer = await fetch(`${url}/v1/events`, { ...request, body: stream, duplex: 'half' } as RequestInit);
  return { status: answer.status, answer: (await answer.json()) as IngestAnswer };
}

function* piecesOf(body: Buffer, sizes: number[]): Generator<Uint8Array> {
  for (let [at, turn] = [0, 0]; at < body.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? body.length;
    yield body.subarray(at, at + size);
    at += size;
  }
}

/** What the items say that were not put in quarantine; of those that were, each byte must be there. */
function meaningsOf(items: WholeItem[], quarantine: QuarantineRow[]): string[] {
  const kept = new Map(quarantine.map(({ index, raw }) => [index, raw]));
  if (kept.size !== quarantine.length) throw new Error('An item was put in quarantine twice');
  return items.flatMap((item, index) => {
    const raw = kept.get(index);
    if (raw && raw.compare(item.bytes.subarray(0, MAX_EVENT_BYTES)) !== 0) throw new Error(`Other bytes of ${index}`);
    if (raw) return [];
    const meaning = item.kind === 'tail' ? undefined : meaningOf(item.bytes, isLogLine(item));
    if (meaning === undefined) throw new Error(`Item ${index} was taken, and says nothing or two things`);
    return [meaning];
  });
}

const MAX_EVENT_BYTES = 1024 * 1024;

interface QuarantineRow {
  id: string;
  index: number;
  code: string;
  message: string;
  raw: Buffer;
}

const quarantineAfter = (id: string) => `
select quarantine.id::text, quarantine.item_index as "index", quarantine.code, quarantine.message, quarantine.raw
from quarantine
where quarantine.id > ${id}
order by quarantine.item_index
`;
