import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openDataSource, query, searchTermsOf } from '@trailkeeper/database';
import { createTestDatabase, type TestDatabase } from '@trailkeeper/database/testing';
import type { DataSource } from 'typeorm';
import { anEvent } from '../../test/an-event.js';
import { parseItem } from '../events/parse/parse-item.js';
import { splitItems } from '../events/parse/split-items.js';
import { openCommitLine } from '../events/store/open-commit-line.js';
import { storeChunk } from '../events/store/store-chunk.js';
import { countOldEvents, indexEvents } from './index-events.js';

const NOT_PACKED = 'body_pack = null, body_offset = null, body_length = null';

let database: TestDatabase;
let owner: DataSource;
let collector: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  owner = await openDataSource({ url: database.ownerUrl, applicationName: 'test-owner' });
  collector = await openDataSource({ url: database.collectorUrl, applicationName: 'test-collector' });
});
beforeEach(() => owner.query('truncate audit_event, event_body, activity_delta, ingest_batch'));
afterAll(async () => {
  await Promise.all([owner.destroy(), collector.destroy()]);
  await database.drop();
});

describe('indexEvents', () => {
  it('gives events what they would have been stored with, from packed bodies of several months and forms', async () => {
    const event = (message: unknown, eventTime: string) => JSON.stringify(anEvent({ message, eventTime }));
    await store(
      event('one', '2026-08-15T10:00:00.000001Z'),
      event('two', '2026-08-15T10:00:00.000002Z'),
      event(undefined, '2026-09-01T10:00:00Z'),
      event(` ${'x'.repeat(5_000)}`, '2026-09-15T23:59:59.999999Z'),
      `INFO a log line ${event('three', '2026-09-16T00:00:00Z')}`,
      JSON.stringify({ payload: JSON.parse(event('four', '2026-09-16T00:00:00Z')) as unknown }),
    );
    const stored = await searched();
    await forget();
    expect(await countOldEvents(owner)).toBe(6);
    expect(await chunksOf(indexEvents(owner, 4))).toEqual([4, 2]);
    expect(await searched()).toEqual(stored);
    expect(await countOldEvents(owner)).toBe(0);
  });

  it('reads the body of a row that has it in itself', async () => {
    await store(JSON.stringify(anEvent({ message: 'packed' })));
    await forget();
    const body = JSON.stringify(anEvent({ message: 'Key Protect: "in" the row' }));
    await query(owner, PUT_IN_ROW, [body]);
    await chunksOf(indexEvents(owner));
    expect(await searched()).toEqual([
      { message: 'Key Protect: "in" the row', search_terms: termsWhenStored('Key Protect: "in" the row') },
    ]);
  });

  it.each([
    ['is no event any more', `update audit_event set body = '{"old":', ${NOT_PACKED}`],
    ['is gone', 'delete from event_body'],
    ['is damaged', `update event_body set content = '\\x00'`],
    ['does not lie where the row says', 'update audit_event set body_offset = 100000'],
  ])('gives an event whose body %s the terms of its columns', async (_, damage) => {
    await store(JSON.stringify(anEvent({ message: 'lost' })));
    await forget();
    await query(owner, damage);
    await chunksOf(indexEvents(owner));
    expect(await searched()).toEqual([{ message: null, search_terms: termsWhenStored(undefined) }]);
  });

  it('goes on where it was cut off, and touches no event that has terms', async () => {
    await store(...Array.from({ length: 10 }, (_, n) => JSON.stringify(anEvent({ message: `message ${n}` }))));
    const stored = await searched();
    await forget();
    for await (const events of indexEvents(owner, 3)) {
      expect(events).toBe(3);
      break;
    }
    expect(await countOldEvents(owner)).toBe(7);
    const before = await query(owner, VERSIONS);
    expect(await chunksOf(indexEvents(owner, 3))).toEqual([3, 3, 1]);
    expect(await searched()).toEqual(stored);
    expect((await query(owner, VERSIONS)).filter((row) => before.some((one) => isSame(one, row)))).toHaveLength(3);
  });

  it('has nothing to do where every event has terms', async () => {
    await store(JSON.stringify(anEvent()));
    const before = await query(owner, VERSIONS);
    expect(await countOldEvents(owner)).toBe(0);
    expect(await chunksOf(indexEvents(owner))).toEqual([]);
    expect(await query(owner, VERSIONS)).toEqual(before);
  });

  it('does each event once when two run at the same time', async () => {
    await store(...Array.from({ length: 60 }, (_, n) => JSON.stringify(anEvent({ message: `message ${n}` }))));
    const stored = await searched();
    await forget();
    const both = await Promise.all([chunksOf(indexEvents(owner, 7)), chunksOf(indexEvents(owner, 5))]);
    expect(both.flat().reduce((sum, events) => sum + events, 0)).toBe(60);
    expect(await searched()).toEqual(stored);
  });
});

async function store(...bodies: string[]): Promise<void> {
  const events = bodies.map((body, index) => {
    const [item] = [...splitItems(Buffer.from(body))];
    const { value, problem } = parseItem(item!, { now: Date.now(), maxEventBytes: 100_000 });
    if (problem) throw new Error(problem.message);
    return { index, event: value, bytes: Buffer.from(body) };
  });
  const chunk = { events, duplicates: 0, quarantined: [] };
  for await (const { stored } of storeChunk({ line: openCommitLine(collector), keyName: 'a key' }, chunk)) {
    expect(stored).toBe(bodies.length);
  }
}

/** What `anEvent` is searched by when it is stored with this message. */
function termsWhenStored(message: string | undefined): number[] {
  const [item] = [...splitItems(Buffer.from(JSON.stringify(anEvent({ message }))))];
  return searchTermsOf(parseItem(item!, { now: Date.now(), maxEventBytes: 100_000 }).value!);
}

function searched(): Promise<unknown[]> {
  return query(owner, SEARCHED);
}

/** As if the events were from the release before. */
function forget(): Promise<unknown[]> {
  return query(owner, 'update audit_event set message = null, search_terms = null');
}

async function chunksOf(indexing: AsyncIterable<number>): Promise<number[]> {
  const chunks: number[] = [];
  for await (const events of indexing) chunks.push(events);
  return chunks;
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

const PUT_IN_ROW = `
update audit_event set body = $1, ${NOT_PACKED}
`;

const SEARCHED = `
select event.message, event.search_terms
from audit_event event
order by event.occurred_at, event.content_hash
`;

const VERSIONS = `
select event.content_hash, event.xmin::text as "changedBy"
from audit_event event
order by event.occurred_at, event.content_hash
`;
