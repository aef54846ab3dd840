import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { serviceOf } from '@trailkeeper/catalog';
import { query } from '@trailkeeper/database';
import fc from 'fast-check';
import type { DataSource } from 'typeorm';
import type { AskRows } from '../src/sources/ask-rows.js';
import {
  MAX_OTHER_SERVICES,
  type ServiceFilter,
  type ServiceHeard,
  findServicesHeard,
} from '../src/sources/find-services-heard.js';
import { type SentEvent, anEvent, insertEvents } from './sent-event.js';
import { openTestTrail } from './test-trail.js';

let owner: DataSource;
let reporter: DataSource;
let stop: (() => Promise<void>) | undefined;

beforeAll(async () => {
  ({ owner, reporter, stop } = await openTestTrail());
});
afterAll(() => stop?.());

const ask: AskRows = (sql, params) => query(reporter, sql, params);
const ALL: ServiceFilter = { services: null, location: null, account: null };

it('of any events, however many counts are folded, services were heard when looking at each event says', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyEvent(), { maxLength: 40 }),
      anyFilter(),
      fc.nat(40),
      async (events, filter, folded) => {
        await query(owner, 'truncate audit_event, ingest_batch, activity_delta, activity_count');
        await insertEvents(owner, events);
        if (folded > 0) await query(reporter, 'select fold_activity($1)', [folded]);
        const { services, leftOut } = await findServicesHeard(ask, filter);
        expect(services).toEqual(expected(events, filter));
        expect(leftOut).toEqual({ count: 0, isAtLeast: false });
      },
    ),
    { numRuns: 40, endOnFailure: true },
  );
}, 300_000);

describe('of services that somebody made up', () => {
  beforeEach(() => query(owner, 'truncate audit_event, ingest_batch, activity_delta, activity_count'));

  const heardOf = async (name: string) =>
    (await findServicesHeard(ask, ALL)).services.some(({ service }) => service === name);

  it('those heard last are looked at, and the rest is counted', async () => {
    await query(owner, MAKE_UP_SERVICES, [MAX_OTHER_SERVICES + 500]);
    await insertEvents(owner, [
      anEvent({ action: 'kms.secrets.create', occurredAt: new Date('2020-01-01T10:00:00Z') }),
      anEvent({ action: 'a.b.read', occurredAt: new Date('2020-01-01T10:00:00Z') }),
    ]);
    for (const fold of [() => Promise.resolve(), () => query(reporter, 'select fold_activity(100000)')]) {
      await fold();
      const { services, leftOut } = await findServicesHeard(ask, ALL);
      expect(leftOut).toEqual({ count: 501, isAtLeast: false });
      expect(services).toHaveLength(MAX_OTHER_SERVICES + 1);
      expect([await heardOf('made1'), await heardOf('made1000'), await heardOf('made1001')]).toEqual([
        true,
        true,
        false,
      ]);
      expect([await heardOf('kms'), await heardOf('a')]).toEqual([true, false]);
    }
  });

  it('a million make it no slower than ten thousand, and hide none of the catalog', async () => {
    await query(owner, MAKE_UP_COUNTS, [1_000_000]);
    await query(owner, 'analyze activity_count');
    await insertEvents(owner, [
      anEvent({ action: 'kms.secrets.create', occurredAt: new Date('2020-01-01T10:00:00Z') }),
      anEvent({ action: 'zz.new.read', occurredAt: new Date() }),
    ]);
    const startedAt = performance.now();
    const { services, leftOut } = await findServicesHeard(ask, ALL);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    expect(leftOut.isAtLeast).toBe(true);
    expect(leftOut.count).toBeGreaterThan(9_000);
    expect(services).toHaveLength(MAX_OTHER_SERVICES + 1);
    const names = services.map(({ service }) => service);
    expect(names).toEqual(expect.arrayContaining(['kms', 'zz', 'made1', 'made900']));
  }, 120_000);
});

const MADE_UP = `
select date_bin('15 minutes', now() - made.number * interval '1 minute', 'epoch'), date_bin('15 minutes', now(), 'epoch'),
       'made' || made.number || '.up.read', '', 'us-south', 'a1', 'success', 1,
       now() - made.number * interval '1 minute', now() - made.number * interval '1 minute'
from generate_series(1, $1::int) made (number)
`;
const COLUMNS = '(bucket, arrived_bucket, action, emitter, location, account, outcome, events, first_seen, last_seen)';
const MAKE_UP_SERVICES = `insert into activity_delta ${COLUMNS} ${MADE_UP}`;
const MAKE_UP_COUNTS = `insert into activity_count ${COLUMNS} ${MADE_UP}`;

function expected(events: readonly SentEvent[], filter: ServiceFilter): ServiceHeard[] {
  const inScope = events.filter(
    ({ location, account }) =>
      (filter.location === null || location === filter.location) &&
      (filter.account === null || account === filter.account),
  );
  const services = [...new Set(inScope.map(({ action, emitter }) => serviceOf(action, emitter)))].sort();
  return services
    .filter((service) => service !== 'unknown' && (filter.services?.includes(service) ?? true))
    .map((service) => {
      const its = inScope.filter(({ action, emitter }) => serviceOf(action, emitter) === service);
      const last = Math.max(...its.map(({ occurredAt }) => occurredAt.getTime()));
      const lastBucket = bucketOf(new Date(last));
      const recent = its.filter(({ occurredAt }) => bucketOf(occurredAt) >= lastBucket - 28 * 96);
      const arrived = recent.map(({ arrivedAt }) => bucketOf(arrivedAt));
      const newest = recent.filter(({ occurredAt }) => bucketOf(occurredAt) === lastBucket);
      const until = Math.min(lastBucket + 7 * 96, ...newest.map(({ arrivedAt }) => bucketOf(arrivedAt)));
      return {
        service,
        lastEventAt: new Date(last).toISOString().replace('Z', '000Z'),
        buckets: sorted(recent.map(({ occurredAt }) => bucketOf(occurredAt))),
        arrivedBuckets: sorted(arrived.filter((bucket) => bucket <= until)),
      };
    });
}

function bucketOf(moment: Date): number {
  return Math.floor(moment.getTime() / 900_000);
}

function sorted(numbers: number[]): number[] {
  return [...new Set(numbers)].sort((one, other) => one - other);
}

const ACTIONS = ['kms.secrets.create', 'kms.secrets.read', 'wdp.scheduling.schedule.read', 'made.up.it', 'read/list'];

function anyEvent(): fc.Arbitrary<SentEvent> {
  const day = fc.nat(60);
  return fc
    .record({
      action: fc.constantFrom(...ACTIONS, 'created.user'),
      emitter: fc.constantFrom('', 'identity', 'kms'),
      location: fc.constantFrom('eu-de', 'us-south'),
      account: fc.constantFrom('a1', 'a2'),
      day,
      quarter: fc.nat(5),
      late: fc.constantFrom(0, 1, 96, 8 * 96),
    })
    .map(({ day, quarter, late, emitter, ...rest }) => {
      const occurredAt = new Date(Date.UTC(2026, 7, 1 + day, 10, quarter * 15, 7));
      const arrivedAt = new Date(occurredAt.getTime() + late * 900_000);
      const isNamed = rest.action !== 'read/list' && rest.action !== 'created.user';
      return anEvent({ ...rest, emitter: isNamed ? '' : emitter, occurredAt, arrivedAt });
    });
}

function anyFilter(): fc.Arbitrary<ServiceFilter> {
  return fc
    .record({
      isOnlyKms: fc.boolean(),
      location: fc.constantFrom(null, 'eu-de'),
      account: fc.constantFrom(null, 'a1'),
    })
    .map(({ isOnlyKms, ...rest }) => ({ ...rest, services: isOnlyKms ? ['kms'] : null }));
}
