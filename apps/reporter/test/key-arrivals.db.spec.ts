import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { query } from '@trailkeeper/database';
import type { DataSource } from 'typeorm';
import { findKeysHeard } from '../src/sources/find-keys-heard.js';
import { foldKeyArrivals } from '../src/sources/fold-key-arrivals.js';
import { insertKey, noteBatches } from './heard-source.js';
import { openTestTrail } from './test-trail.js';

let owner: DataSource;
let reporter: DataSource;
let stop: (() => Promise<void>) | undefined;

beforeAll(async () => {
  ({ owner, reporter, stop } = await openTestTrail());
});
afterAll(() => stop?.());
beforeEach(() =>
  query(
    owner,
    `truncate ingest_batch, key_arrival, ingest_key; update key_arrival_fold set settled_until = '-infinity'`,
  ),
);

const heard = () => findKeysHeard((sql, params) => query(reporter, sql, params), new Date());

const ARRIVED = `
select key_name, date_bin('15 minutes', arrived_at, 'epoch') as bucket, max(arrived_at) as last_arrived_at
from ingest_batch
where arrived_at < now() - interval '6 minutes'
group by 1, 2
order by 1, 2
`;
const FOLDED = `
select key_name, bucket, last_arrived_at
from key_arrival
where bucket < date_bin('15 minutes', now() - interval '6 minutes', 'epoch')
order by key_name, bucket
`;

describe('folding the arrivals of keys', () => {
  it('notes every quarter of an hour of each key once, over gaps of months, beside others and again', async () => {
    await insertKey(owner, 'one');
    await insertKey(owner, 'two');
    await noteBatches(owner, 'one', { every: '7 minutes', known: '9 hours', ago: '200 days' });
    await noteBatches(owner, 'one', { every: '3 hours', known: '3 days', ago: '10 minutes' });
    await noteBatches(owner, 'two', { every: '11 minutes', known: '2 hours', ago: '2 seconds' });
    const before = await heard();

    await Promise.all([foldKeyArrivals(reporter), foldKeyArrivals(reporter)]);
    await foldKeyArrivals(reporter);
    await foldKeyArrivals(reporter);

    const arrived = (await query<{ bucket: Date }>(owner, ARRIVED)).filter(({ bucket }) => isPast(bucket));
    expect(await query(owner, FOLDED)).toEqual(arrived);
    expect(arrived.length).toBeGreaterThan(60);
    expect(await heard()).toEqual(before);
    expect(before.map(({ name, buckets }) => [name, buckets.length > 5])).toEqual([
      ['one', true],
      ['two', true],
    ]);
  });

  it('finds a batch whose transaction ended after a later one was folded', async () => {
    await insertKey(owner, 'slow');
    await insertKey(owner, 'quick');
    await noteBatches(owner, 'quick', { every: '1 hour', known: '0 hours', ago: '1 second' });
    await foldKeyArrivals(reporter);
    // Five statements that took a minute each, the longest they may, with pauses between them.
    await noteBatches(owner, 'slow', { every: '1 hour', known: '0 hours', ago: '340 seconds' });
    await foldKeyArrivals(reporter);
    expect(await query(owner, 'select key_name from key_arrival order by 1')).toEqual([
      { key_name: 'quick' },
      { key_name: 'slow' },
    ]);
  });

  it('is all that the reporter may do with them', async () => {
    for (const statement of [
      `delete from key_arrival`,
      `insert into key_arrival values ('x', now(), now())`,
      `update key_arrival_fold set settled_until = now()`,
    ]) {
      await expect(query(reporter, statement)).rejects.toMatchObject({ code: '42501' });
    }
  });
});

/** Of a quarter of an hour that is not over a later batch may be folded already. */
function isPast(bucket: Date): boolean {
  return bucket.getTime() < Math.floor((Date.now() - 360_000) / 900_000) * 900_000;
}
