import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { execute, query } from '@trailkeeper/database';
import { makeDueSlots } from '../src/schedules/make-due-slots.js';
import { aDailyDefinition, aSchedule } from './made-schedule.js';
import { openTestTrail, type TestTrail } from './test-trail.js';

let trail: TestTrail;

beforeAll(async () => {
  trail = await openTestTrail();
});
afterEach(() => query(trail.owner, 'truncate schedule cascade'));
afterAll(() => trail?.stop());

const at = (text: string) => new Date(text);
const slotsOf = (id: string) => query<Record<string, unknown>>(trail.owner, FIND_SLOTS, [id]);
const dueOf = async (id: string) => (await slotsOf(id)).map(({ dueAt }) => dueAt);
const madeUntil = async (id: string) =>
  (await query<{ until: Date }>(trail.owner, GET_MADE_UNTIL, [id])).map(({ until }) => until)[0];

describe('making due slots', () => {
  it('makes one for a due time, with the schedule as it is, its period and when it begins', async () => {
    const id = await aSchedule(trail.reporter, { madeAt: at('2026-10-25T12:00Z'), settlingTime: 'PT8H' });
    expect(await makeDueSlots(trail.reporter, at('2026-10-26T04:59:59.999Z'))).toBe(0);
    expect(await makeDueSlots(trail.reporter, at('2026-10-26T05:00Z'))).toBe(1);
    expect(await slotsOf(id)).toEqual([
      {
        dueAt: at('2026-10-26T05:00Z'),
        name: 'daily',
        definition: aDailyDefinition({ settlingTime: 'PT8H' }),
        from: at('2026-10-24T22:00Z'),
        to: at('2026-10-25T23:00Z'),
        startsAt: at('2026-10-26T07:00Z'),
        status: 'waiting',
        step: 'waiting',
      },
    ]);
    expect(await makeDueSlots(trail.reporter, at('2026-10-26T05:00Z'))).toBe(0);
  });

  it('makes up for a downtime, however long, in passes', async () => {
    const id = await aSchedule(trail.reporter, { cron: '0 * * * *', timeZone: 'UTC', madeAt: at('2025-09-23T00:30Z') });
    expect(await makeDueSlots(trail.reporter, at('2026-01-01T00:30Z'))).toBe(100 * 24);
    const due = await dueOf(id);
    expect([due.length, due[0], due.at(-1)]).toEqual([2400, at('2025-09-23T01:00Z'), at('2026-01-01T00:00Z')]);
    expect(await madeUntil(id)).toEqual(at('2026-01-01T00:30Z'));
  });

  it('makes none from before the schedule, nor of a deleted one', async () => {
    const id = await aSchedule(trail.reporter, {
      madeAt: at('2026-06-10T12:00Z'),
      enabledFrom: '2026-06-01T00:00:00Z',
    });
    expect(await makeDueSlots(trail.reporter, at('2026-06-10T13:00Z'))).toBe(0);
    await execute(trail.reporter, DELETE_SCHEDULE, [id]);
    expect(await makeDueSlots(trail.reporter, at('2026-06-20T13:00Z'))).toBe(0);
  });

  it('makes none twice when the clock goes back and forth', async () => {
    const id = await aSchedule(trail.reporter, { timeZone: 'UTC', madeAt: at('2026-06-10T12:00Z') });
    const clock = [
      '2026-06-12T07:00Z',
      '2026-06-09T00:00Z',
      '2026-06-11T06:00Z',
      '2026-06-13T05:00Z',
      '2026-06-13T06:00Z',
    ];
    const made: number[] = [];
    for (const now of clock) made.push(await makeDueSlots(trail.reporter, at(now)));
    expect(made).toEqual([2, 0, 0, 0, 1]);
    expect(await dueOf(id)).toEqual(['2026-06-11T06:00Z', '2026-06-12T06:00Z', '2026-06-13T06:00Z'].map(at));
  });

  it('makes each once, however many reporters do so at once', async () => {
    const madeAt = at('2026-01-01T00:00Z');
    for (let count = 0; count < 3; count += 1) {
      await aSchedule(trail.reporter, { name: `hourly ${count}`, cron: '0 * * * *', madeAt });
    }
    const results = await Promise.all(
      Array.from({ length: 4 }, () => makeDueSlots(trail.reporter, at('2026-02-20T00:00Z'))),
    );
    expect(results.reduce((sum, made) => sum + made, 0)).toBe(3 * 50 * 24);
    const [row] = await query<{ slots: number }>(trail.owner, 'select count(*)::integer as slots from schedule_slot');
    expect(row?.slots).toBe(3 * 50 * 24);
  });

  it('goes on to the others when one schedule cannot be read', async () => {
    const madeAt = at('2026-06-10T12:00Z');
    const bad = await aSchedule(trail.reporter, { name: 'bad', timeZone: 'Mars/Olympus', madeAt });
    const good = await aSchedule(trail.reporter, { name: 'good', madeAt: at('2026-06-10T12:01Z') });
    const failed: string[] = [];
    const made = await makeDueSlots(trail.reporter, at('2026-06-11T12:00Z'), { onFailed: ({ id }) => failed.push(id) });
    expect([made, failed, (await slotsOf(good)).length]).toEqual([1, [bad], 1]);
    await expect(makeDueSlots(trail.reporter, at('2026-06-11T12:00Z'))).rejects.toThrow();
  });
});

const FIND_SLOTS = `
select slot.due_at as "dueAt", slot.name, slot.definition, slot.period_from as "from", slot.period_to as "to",
       slot.starts_at as "startsAt", slot.status, slot.step
from schedule_slot slot
where slot.schedule_id = $1
order by slot.due_at
`;

const GET_MADE_UNTIL = `
select schedule.slots_made_until as "until" from schedule where schedule.id = $1
`;

const DELETE_SCHEDULE = `
update schedule set deleted_at = now(), deleted_by = 'ann' where schedule.id = $1
`;
