import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { anEvent } from './an-event.js';
import { post, startSystem, type TestSystem } from './collector.js';

let system: TestSystem;

beforeAll(async () => {
  system = await startSystem({}, 2);
});
afterAll(() => system.stop());

it('stores every event once when two collectors get overlapping batches in different order, 200 rounds', async () => {
  const rounds = 200;
  const perRound = 60;
  for (let round = 0; round < rounds; round += 1) {
    const events = Array.from({ length: perRound }, (_, index) => JSON.stringify(eventOf(round, index)));
    // Each gets two thirds; the middle third goes to both, forwards and backwards.
    const bodies = [
      events.slice(0, 40),
      events.slice(20).reverse(),
      shuffled(events.slice(10, 50)),
      events.slice(20, 40),
    ];
    const answers = await Promise.all(bodies.map((body, at) => post(system.collectors[at % 2], body.join('\n'))));
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200]);
    expect(answers.reduce((total, answer) => total + answer.body.stored, 0)).toBe(perRound);
  }
  const accounts = await system.accounts();
  expect(accounts).toMatchObject({ events: rounds * perRound, stored: rounds * perRound, counted: rounds * perRound });
  expect(accounts).toMatchObject({ received: rounds * 140, duplicates: rounds * 80, quarantined: 0 });
  // All of it again, each collector everything, at once.
  const all = Array.from({ length: 10 }, (_, part) =>
    Array.from({ length: 20 * perRound }, (_, at) => {
      const index = part * 20 * perRound + at;
      return JSON.stringify(eventOf(Math.floor(index / perRound), index % perRound));
    }).join('\n'),
  );
  const again = await Promise.all(
    [...all, ...all.toReversed()].map((body, at) => post(system.collectors[at % 2], body)),
  );
  expect(again.map((answer) => [answer.status, answer.body.stored])).toEqual(again.map(() => [200, 0]));
  expect((await system.accounts()).events).toBe(rounds * perRound);
  // Sorted inserts meet in one order: there was not even a deadlock to go again for.
  expect(await system.rows(DEADLOCKS)).toEqual([{ deadlocks: '0' }]);
}, 120_000);

/** Times over several months, so that partitions are made on the way, by both. */
function eventOf(round: number, index: number): Record<string, unknown> {
  const month = String((round % 12) + 1).padStart(2, '0');
  const second = String(index % 7).padStart(2, '0');
  return anEvent({ eventTime: `2025-${month}-10T10:00:${second}Z`, correlationId: `${round}-${index}` });
}

const DEADLOCKS = `
select stat.deadlocks from pg_stat_database stat where stat.datname = current_database()
`;

function shuffled<Value>(values: Value[]): Value[] {
  return values
    .map((value) => [Math.random(), value] as const)
    .sort((one, other) => one[0] - other[0])
    .map(([, value]) => value);
}
