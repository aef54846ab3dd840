import { setTimeout as sleep } from 'node:timers/promises';
import type { ScheduleSlot, ScheduleSlotDetail } from '@trailkeeper/contract';
import { aDefinition } from './a-definition.js';
import { AUTHORIZATION, startReporterOnTrail } from './reporter-app.js';
import { anEvent, insertEvents } from './sent-event.js';
import { insertSchedule, insertSlot, insertTarget, type SentSlot } from './sent-slot.js';

/** A reporter with a trail of one event and two schedules, and its ledger as the API shows it. */
export async function startSlotApi() {
  const trail = await startReporterOnTrail();
  await insertEvents(trail.owner, [anEvent({ body: '{"id":"1"}' })]);
  const definition = aDefinition({ targets: [await insertTarget(trail.owner, 'regulator')], includeEvents: true });
  const scheduleId = await insertSchedule(trail.owner, definition);
  /** Of a schedule with nobody to deliver to: its slots end with their bundle. */
  const quietId = await insertSchedule(trail.owner, { ...definition, targets: [] }, 'quiet');
  const inject = (method: 'GET' | 'POST' | 'HEAD', url: string, payload?: object, headers: object = {}) =>
    trail.app.inject({ method, url, headers: { ...AUTHORIZATION, ...headers }, ...(payload && { payload }) });
  const get = (url: string, headers?: object) => inject('GET', url, undefined, headers);
  const urlOf = (slotId: string, of = scheduleId) => `/v1/schedules/${of}/slots/${slotId}`;

  let days = 0;
  /** A slot of a day of its own in the past, in the state that is given. */
  const slotOf = (of: string, changes: Partial<SentSlot> = {}): Promise<string> => {
    days += 1;
    return insertSlot(trail.owner, of, { dueAt: new Date(Date.UTC(2020, 0, days)).toISOString(), ...changes });
  };
  const slotWhen = async (url: string, isThere: (slot: ScheduleSlotDetail) => boolean): Promise<ScheduleSlotDetail> => {
    for (const deadline = Date.now() + 30_000; Date.now() < deadline; await sleep(50)) {
      const slot = (await get(url)).json<ScheduleSlotDetail>();
      if (isThere(slot)) return slot;
    }
    throw new Error(`the slot did not come to it: ${(await get(url)).body}`);
  };
  return { ...trail, scheduleId, quietId, inject, get, urlOf, slotOf, slotWhen };
}

export type SlotApi = Awaited<ReturnType<typeof startSlotApi>>;

export const isEnded = ({ step }: ScheduleSlot): boolean => step === 'ended';
