import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { serviceOf } from '@trailkeeper/catalog';
import { query } from '@trailkeeper/database';
import fc from 'fast-check';
import type { DataSource } from 'typeorm';
import { type ServiceFilter, type ServiceHeard, findServicesHeard } from '../src/sources/find-services-heard.js';
import { type SentEvent, anEvent, insertEvents } from './sent-event.js';
import { openTestTrail } from './test-trail.js';

let owner: DataSource;
let reporter: DataSource;
let stop: (() => Promise<void>) | undefined;

beforeAll(async () => {
  ({ owner, reporter, stop } = await openTestTrail());
});
afterAll(() => stop?.());

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
        const found = await findServicesHeard((sql, params) => query(reporter, sql, params), filter);
        expect(found).toEqual(expected(events, filter));
      },
    ),
    { numRuns: 40, endOnFailure: true },
  );
}, 300_000);

function expected(events: readonly SentEvent[], filter: ServiceFilter): ServiceHeard[] {
  const inScope = events.filter(
    ({ location, account }) =>
      (filter.location === null || location === filter.location) &&
      (filter.account === null || account === filter.account),
  );
  const services = [...new Set(inScope.map(({ action, emitter }) => serviceOf(action, emitter)))].sort();
  return services
    .filter((service) => service !== 'unknown' && filter.isWanted(service))
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
    .map(({ isOnlyKms, ...rest }) => ({ ...rest, isWanted: (service: string) => !isOnlyKms || service === 'kms' }));
}
