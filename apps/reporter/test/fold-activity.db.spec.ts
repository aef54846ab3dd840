import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { query } from '@trailkeeper/database';
import type { DataSource } from 'typeorm';
import { foldActivity } from '../src/activity/fold-activity.js';
import { anEvent, insertEvents } from './sent-event.js';
import { openTestTrail } from './test-trail.js';

let owner: DataSource;
let reporter: DataSource;
let stop: (() => Promise<void>) | undefined;

beforeAll(async () => {
  ({ owner, reporter, stop } = await openTestTrail());
});
afterAll(() => stop?.());

const SUMMED = `
select bucket, arrived_bucket, action, emitter, location, account, outcome,
       sum(events) as events, min(first_seen) as first_seen, max(last_seen) as last_seen
from activity
group by 1, 2, 3, 4, 5, 6, 7
order by 1, 2, 3, 4, 5, 6, 7
`;

it('folds all there is, in small batches and beside others, and the view says the same', async () => {
  const events = Array.from({ length: 300 }, (_, index) =>
    anEvent({
      occurredAt: new Date(Date.UTC(2026, 8, 1, 0, index % 40, index % 60)),
      arrivedAt: new Date(Date.UTC(2026, 8, 1, 1, index % 30)),
      action: index % 3 === 0 ? 'kms.secrets.read' : 'kms.secrets.create',
      outcome: index % 2 === 0 ? 'success' : 'failure',
    }),
  );
  await insertEvents(owner, events);
  const before = await query(reporter, SUMMED);
  const waiting = (await query(reporter, 'select 1 from activity_delta')).length;

  const folded = await Promise.all([7, 20, 50].map((maxRows) => foldActivity(reporter, { maxRows })));
  const rest = await foldActivity(reporter, { maxRows: 13 });

  expect([...folded, rest].reduce((sum, rows) => sum + rows, 0)).toBe(waiting);
  expect(await query(reporter, 'select 1 from activity_delta')).toEqual([]);
  expect(await query(reporter, SUMMED)).toEqual(before);
  await insertEvents(owner, events.slice(0, 5));
  expect(await foldActivity(reporter)).toBeGreaterThan(0);
  expect(await query(reporter, 'select sum(events) from activity')).toEqual([{ sum: '305' }]);
});
