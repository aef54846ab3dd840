import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { query } from '@trailkeeper/database';
import { changeSchedule, deleteSchedule } from '../src/schedules/change-schedule.js';
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
const daily = () => aSchedule(trail.reporter, { timeZone: 'UTC', madeAt: at('2026-06-10T12:00Z') });
const hourly = { name: 'hourly', definition: aDailyDefinition({ cron: '30 * * * *', timeZone: 'UTC' }), by: 'bob' };
const slots = () => query<{ name: string; due: string }>(trail.owner, FIND_SLOTS);
const deleted = { by: 'bob', now: at('2026-06-12T12:00Z') };

describe('changing a schedule', () => {
  it('first makes what was due, as it was, and nothing that the new one would have had before', async () => {
    const id = await daily();
    expect(await changeSchedule(trail.reporter, id, { ...hourly, now: at('2026-06-12T12:00Z') })).toBe('changed');
    const before = [
      { name: 'daily', due: '2026-06-11 06:00' },
      { name: 'daily', due: '2026-06-12 06:00' },
    ];
    expect(await slots()).toEqual(before);
    await makeDueSlots(trail.reporter, at('2026-06-12T13:00Z'));
    expect(await slots()).toEqual([...before, { name: 'hourly', due: '2026-06-12 12:30' }]);
  });

  it('while the clock is behind what is made already makes nothing again', async () => {
    const id = await daily();
    await makeDueSlots(trail.reporter, at('2026-06-12T12:00Z'));
    await changeSchedule(trail.reporter, id, { ...hourly, now: at('2026-06-11T00:00Z') });
    expect(await makeDueSlots(trail.reporter, at('2026-06-12T12:00Z'))).toBe(0);
    expect(await makeDueSlots(trail.reporter, at('2026-06-12T12:30Z'))).toBe(1);
  });

  it('races with reporters that make its slots, and each is made once', async () => {
    const id = await aSchedule(trail.reporter, { cron: '0 * * * *', timeZone: 'UTC', madeAt: at('2026-05-01T00:00Z') });
    const now = at('2026-06-12T12:00Z');
    const make = () => makeDueSlots(trail.reporter, now);
    const [, change] = await Promise.all([make(), changeSchedule(trail.reporter, id, { ...hourly, now }), make()]);
    expect(change).toBe('changed');
    expect(new Set((await slots()).map(({ due }) => due)).size).toBe(42 * 24 + 12);
    expect((await slots()).length).toBe(42 * 24 + 12);
  });

  it('is refused for the name of another, and nothing of it is kept', async () => {
    const id = await daily();
    await aSchedule(trail.reporter, { name: 'hourly', cron: '0 6 1 1 *', madeAt: at('2026-06-10T12:00Z') });
    expect(await changeSchedule(trail.reporter, id, { ...hourly, now: at('2026-06-12T12:00Z') })).toBe('taken');
    expect(await slots()).toEqual([]);
  });
});

describe('deleting a schedule', () => {
  it('first makes what was due, and then nothing more', async () => {
    const id = await daily();
    expect(await deleteSchedule(trail.reporter, id, deleted)).toBe(true);
    await makeDueSlots(trail.reporter, at('2026-07-12T12:00Z'));
    expect((await slots()).map(({ due }) => due)).toEqual(['2026-06-11 06:00', '2026-06-12 06:00']);
    expect(await deleteSchedule(trail.reporter, id, deleted)).toBe(false);
    expect(await changeSchedule(trail.reporter, id, { ...hourly, now: at('2026-06-12T12:00Z') })).toBe('gone');
  });
});

const FIND_SLOTS = `
select slot.name, to_char(slot.due_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') as "due"
from schedule_slot slot
order by slot.due_at
`;
