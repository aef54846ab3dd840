import { Inject, Injectable } from '@nestjs/common';
import { SLOT_STATUSES, SLOT_STEPS, type SlotStatus, type SlotStep } from '@trailkeeper/contract';
import { query } from '@trailkeeper/database';
import { keptFresh, measureKnown } from '@trailkeeper/http';
import { Gauge, Registry } from 'prom-client';
import { DataSource } from 'typeorm';

interface Counted {
  status: SlotStatus;
  step: SlotStep;
  slots: number;
  /** Of the oldest past its start; null: none is. */
  oldestSeconds: number | null;
}

/** What the ledger says of all schedules, of all reporters together; read when a monitor asks. */
@Injectable()
export class SlotMetrics {
  constructor(@Inject(DataSource) dataSource: DataSource, @Inject(Registry) registry: Registry) {
    const read = () => query<Counted>(dataSource, COUNT_SLOTS);
    const kept = keptFresh(read, { maxAgeMs: 5_000, maxStaleMs: 60_000 });
    const counted = async () => (await kept())?.value;
    const gauge = <Label extends 'status' | 'step'>(
      name: string,
      help: string,
      label: Label,
      values: Counted[Label][],
    ) =>
      new Gauge({
        ...{ name, help, labelNames: [label], registers: [registry] },
        async collect() {
          const rows = await counted();
          if (rows === undefined) return this.reset();
          for (const value of values) this.set({ [label]: value } as Record<Label, string>, total(rows, label, value));
        },
      });
    gauge('trailkeeper_slots', 'Slots in the ledger by status, of all schedules.', 'status', [...SLOT_STATUSES]);
    const open = SLOT_STEPS.filter((step) => step !== 'ended');
    gauge('trailkeeper_slots_open', 'Slots that have not ended, by step, of all schedules.', 'step', open);
    measureKnown(registry, {
      name: 'trailkeeper_slot_oldest_age_seconds',
      help: 'How long ago the oldest slot that has not ended was to start; 0 if none is past its start.',
      ask: async () => {
        const rows = await counted();
        return rows && Math.max(0, ...rows.map(({ oldestSeconds }) => oldestSeconds ?? 0));
      },
    });
  }
}

function total<Label extends 'status' | 'step'>(rows: readonly Counted[], label: Label, value: Counted[Label]): number {
  return rows.reduce((sum, row) => (row[label] === value ? sum + row.slots : sum), 0);
}

// Open ones are counted by schedule_slot_open_idx alone, ended ones by schedule_slot_ended_idx.
const COUNT_SLOTS = `
select slot.status, slot.step, count(*)::integer as "slots",
       extract(epoch from clock_timestamp() - min(slot.starts_at))::double precision as "oldestSeconds"
from schedule_slot slot
where slot.step <> 'ended'
group by slot.status, slot.step
union all
select slot.status, 'ended', count(*)::integer, null
from schedule_slot slot
where slot.step = 'ended'
group by slot.status
`;
