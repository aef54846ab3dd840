import type { ScheduleDefinition } from '@trailkeeper/contract';
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
  readonly organisation: string | null;
  /** Where this installation is reached. */
  readonly baseUrl: string;
}

/**
 * The notice that a slot failed: the name of its file and what is said. The text is the file. It is made of what no longer
 * changes while the slot waits for its owner to be told, so that each try sends the same bytes.
 */
export function noticeWords(slot: FailedSlot): Pick<Parcel, 'name' | 'subject' | 'text' | 'facts'> {
  return { name: nameOf(slot), subject: subjectOf(slot), text: textOf(slot), facts: factsOf(slot) };
}

/** `FAILED_daily-review_2026-09-16T0600Z_1a2b3c4d_5e6f7a8b.txt`: a slot that fails again gets another notice. */
function nameOf({ name, dueAt, slotId, deliveryId }: FailedSlot): string {
  const due = `${dueAt.toISOString().slice(0, 16).replace(':', '')}Z`;
  return `FAILED_${slug(name)}_${due}_${slotId.slice(0, 8)}_${deliveryId.slice(0, 8)}.txt`;
}

/** At most 60 characters: a name of a file may have 255. */
function slug(name: string): string {
  const words = name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return words.slice(0, 60).replace(/^-|-$/g, '') || 'schedule';
}

function subjectOf(slot: FailedSlot): string {
  const { organisation, name } = slot;
  return inOneLine(`${organisation === null ? '' : `${organisation}: `}FAILED: ${name}, ${wordsOfPeriod(slot)}`);
}

function textOf(slot: FailedSlot): string {
  const { organisation, name, dueAt, definition, from, to, reason } = slot;
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
    'What to do: remove the cause, then have it tried again, or skip it and say why:',
    `  POST ${url}/retry`,
    `  POST ${url}/skip {"reason": "..."}`,
    `Slot: ${url}`,
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

function slotUrl({ baseUrl, scheduleId, slotId }: FailedSlot): string {
  return `${baseUrl}/v1/schedules/${scheduleId}/slots/${slotId}`;
}

function wordsOfPeriod({ from, to, definition }: FailedSlot): string {
  return periodWords({ from, to, timeZone: definition.timeZone });
}
