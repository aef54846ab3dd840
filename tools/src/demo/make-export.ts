import { setTimeout as sleep } from 'node:timers/promises';
import { deliveryTargetSchema, scheduleSchema, scheduleSlotSchema, type ScheduleSlot } from '@trailkeeper/contract';
import { askReporter, type Reporter } from './make-report.js';

/** Sets up a daily export to a folder and has that of yesterday made; fails with the slot's own reason, or after `patienceMs`. */
export async function makeExport(reporter: Reporter, patienceMs = 120_000): Promise<ScheduleSlot> {
  const target = { name: 'Audit folder', kind: 'directory', settings: { path: 'audit' }, secrets: {} };
  const { id: targetId } = deliveryTargetSchema.parse(await askReporter(reporter, '/v1/delivery-targets', target));
  const { id } = scheduleSchema.parse(
    await askReporter(reporter, '/v1/schedules', {
      ...{ preset: 'pci-dss-10.4.1-daily-review', name: 'Daily review', timeZone: 'UTC', targets: [targetId] },
      services: ['key-protect'],
    }),
  );
  const asked = scheduleSlotSchema.parse(await askReporter(reporter, `/v1/schedules/${id}/slots`, {}));
  for (const deadline = Date.now() + patienceMs; Date.now() < deadline; await sleep(100)) {
    const slot = scheduleSlotSchema.parse(await askReporter(reporter, `/v1/schedules/${id}/slots/${asked.id}`));
    if (slot.status === 'delivered' || slot.status === 'delivered-empty') return slot;
    if (slot.failure !== null) throw new Error(`The export failed: ${slot.failure}`);
  }
  throw new Error(`The export was not delivered after ${patienceMs / 1000} s`);
}
