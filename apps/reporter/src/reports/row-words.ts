import type { EventRow } from './read-events.js';

/** More than two lines of a column: the end of a CRN tells two targets apart, and the whole stands below the row. */
const LONG_ID = 40;

/** A short id as it is; of a long one (a CRN) the end, from where a part of it begins, marked as such. */
export function endOfId(id: string | null): string | null {
  if (id === null || id.length <= LONG_ID) return id;
  return `…${id.slice(-LONG_ID).replace(/^[^:/]*[:/](?=.)/, '')}`;
}

/** Whether the action already says the target's type: `kms.secrets.delete` is of a `kms/secrets`. */
export function saysType({ action, targetType }: Pick<EventRow, 'action' | 'targetType'>): boolean {
  return targetType !== null && action.startsWith(`${targetType.replaceAll('/', '.')}.`);
}
