import type { EventRow } from './read-events.js';

/** More than two lines of a column: the end of a CRN tells two targets apart, and the whole stands below the row. */
const LONG_ID = 40;

/** A short id as it is; of a long one (a CRN) the end, from where a part of it begins, marked as such. */
function endOfId(id: string | null): string | null {
  if (id === null || id.length <= LONG_ID) return id;
  return `…${id.slice(-LONG_ID).replace(/^[^:/]*[:/](?=.)/, '')}`;
}

/** What a row calls an initiator or a target: its name, without one the end of its id. */
export function shownName(name: string | null, id: string | null): string | null {
  return name ?? endOfId(id);
}

/** What stands below the row of an event: the ids that the row does not show whole, and what helps to find them. */
export function idNotes(event: EventRow): string[] {
  const { initiatorId, initiatorName, targetId, targetName } = event;
  return [
    ...said('Initiator', shownName(initiatorName, initiatorId) === initiatorId ? null : initiatorId),
    ...said('Address', event.initiatorAddress),
    ...said('Correlation', event.correlationId),
    ...said('Type', saysType(event) ? null : event.targetType),
    // last, being the longest
    ...said('Target', shownName(targetName, targetId) === targetId ? null : targetId),
  ];
}

function said(what: string, text: string | null): string[] {
  return text === null || text === '' ? [] : [`${what}: ${text}`];
}

/** Whether the action already says the target's type: `kms.secrets.delete` is of a `kms/secrets`. */
function saysType({ action, targetType }: Pick<EventRow, 'action' | 'targetType'>): boolean {
  return targetType !== null && action.startsWith(`${targetType.replaceAll('/', '.')}.`);
}
