import { DELETION_HEADINGS, type DeletionHeading } from '@trailkeeper/catalog';
import type { ByHeading } from './deletion-counts.js';

/** A heading as the columns of tables and the parts of the chart name it. */
export const HEADING_WORDS: Readonly<Record<DeletionHeading, string>> = {
  deleted: 'Deleted',
  prepared: 'Prepared',
  undone: 'Undone',
  attempted: 'Attempted',
};

/** The counts in the order of `DELETION_HEADINGS`. */
export function countsInOrder(byHeading: Readonly<ByHeading>): number[] {
  return DELETION_HEADINGS.map((heading) => byHeading[heading]);
}
