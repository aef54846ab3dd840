import { createHash } from 'node:crypto';
import type { ScheduleDefinition } from '@trailkeeper/contract';
import { nameSlug } from '../bundles/bundle-name.js';
import type { Parcel } from '../targets/target-kind.js';
import { periodWords } from '../reports/period/period-words.js';
import { inOneLine, plainLines } from './plain-lines.js';

/** A slot that failed, as its notice tells of it. */
export interface FailedSlot {
  readonly deliveryId: string;
  readonly slotId: string;
  readonly scheduleId: string;
  readonly name: string;
  readonly dueAt: Date;
  readonly definition: Pick<ScheduleDefinition, 'reports' | 'services' | 'timeZone' | 'owner'>;
  readonly from: Date;
  readonly to: Date;
  readonly reason: string;
  /** Then it can be restated, not only tried again. */
  readonly hasBundle: boolean;
  readonly organisation: string | null;
  /** Where others reach this installation; null: nobody has said. */
  readonly publicUrl: string | null;
}

/**
 * The notice that a slot failed: a file and its name, and what is said beside it. The file is made of nothing but what is
 * stored and no longer changes while the slot waits for its owner to be told: each try sends the same bytes, whatever was set
 * in between, or a directory would refuse them for ever. Its name holds its digest, so that a version that words it in another
 * way is not refused either.
 */
export function noticeWords(slot: FailedSlot): Pick<Parcel, 'name' | 'subject' | 'text' | 'facts'> & { file: string } {
  const file = textOf({ ...slot, organisation: null, publicUrl: null });
  return { file, name: nameOf(slot, file), subject: subjectOf(slot), text: textOf(slot), facts: factsOf(slot) };
}

/** `FAILED_daily-review_2026-09-16T0600Z_1a2b3c4d_5e6f7a8b.txt`: a slot that fails again gets another notice. */
function nameOf({ name, dueAt, slotId }: FailedSlot, file: string): string {
  const due = `${dueAt.toISOString().slice(0, 16).replace(':', '')}Z`;
  const digest = createHash('sha256').update(file).digest('hex');
  return `FAILED_${nameSlug(name)}_${due}_${slotId.slice(0, 8)}_${digest.slice(0, 8)}.txt`;
}

function subjectOf(slot: FailedSlot): string {
  const { organisation, name } = slot;
  return inOneLine(`${organisation === null ? '' : `${organisation}: `}FAILED: ${name}, ${wordsOfPeriod(slot)}`);
}

function textOf(slot: FailedSlot): string {
  const { deliveryId, organisation, name, dueAt, definition, from, to, reason, hasBundle } = slot;
  const url = slotUrl(slot);
  return plainLines([
    `The export "${name}" has failed: nothing more is tried until a person acts.`,
    '',
    ...(organisation === null ? [] : [`Organisation: ${organisation}`]),
    `Due: ${dueAt.toISOString()}. Owner: ${definition.owner}`,
    `Period: ${wordsOfPeriod(slot)} (${definition.timeZone}: from ${from.toISOString()} to ${to.toISOString()}, the end excluded)`,
    `Asked for: ${definition.reports.join(', ')} of ${definition.services.join(', ')}`,
    `Reason: ${reason}`,
    '',
    `What to do: remove the cause, then have it tried again${hasBundle ? ', or made anew' : ''}:`,
    `  POST ${url}/retry`,
    ...(hasBundle ? [`  POST ${url}/restate {"reason": "..."}`] : []),
    `Slot: ${url}`,
    `Notice: ${deliveryId}`,
  ]);
}

function factsOf(slot: FailedSlot): Parcel['facts'] {
  const { deliveryId, organisation, scheduleId, name, slotId, dueAt, definition, from, to, reason } = slot;
  return {
    ...{ content: 'notice', deliveryId, organisation, reason },
    schedule: { id: scheduleId, name, owner: definition.owner },
    slot: { id: slotId, dueAt: dueAt.toISOString(), url: slotUrl(slot) },
    period: {
      ...{ from: from.toISOString(), to: to.toISOString() },
      ...{ timeZone: definition.timeZone, words: wordsOfPeriod(slot) },
    },
  };
}

/** Where nobody has said how this installation is reached, the path alone. */
function slotUrl({ publicUrl, scheduleId, slotId }: FailedSlot): string {
  return `${publicUrl ?? ''}/v1/schedules/${scheduleId}/slots/${slotId}`;
}

function wordsOfPeriod({ from, to, definition }: FailedSlot): string {
  return periodWords({ from, to, timeZone: definition.timeZone });
}
