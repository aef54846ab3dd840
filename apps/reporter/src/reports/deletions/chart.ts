import { DELETION_HEADINGS } from '@trailkeeper/catalog';
import type { StackedColumns } from '@trailkeeper/contract';
import { countWords } from '../count-words.js';
import type { GatheredDeletions } from './gather-deletions.js';
import { eventsOf } from './deletion-counts.js';
import { HEADING_WORDS, countsInOrder } from './headings.js';

/** Events under each heading per day, or per week or month of a long period. */
export function chartOf({ per, columns }: Pick<GatheredDeletions, 'per' | 'columns'>): StackedColumns {
  return {
    kind: 'stacked-columns',
    title: `Deletions per ${per}`,
    description: `${BY_WORDS[per]}: ${describedColumns(columns)}`,
    series: DELETION_HEADINGS.map((heading) => ({ state: heading, label: HEADING_WORDS[heading] })),
    columns: columns.map(({ label, byHeading }) => ({ label, values: countsInOrder(byHeading) })),
    per,
    unit: 'deletions',
  };
}

const BY_WORDS = {
  day: 'Events by day',
  week: 'Events by calendar week, from Monday, each named by its first day in the period',
  month: 'Events by month, each named by its first day in the period',
};

function describedColumns(columns: GatheredDeletions['columns']): string {
  const busy = columns.filter(({ byHeading }) => eventsOf(byHeading) > 0);
  if (busy.length === 0) return 'none.';
  const described = busy.map(({ label, byHeading }) => {
    const parts = DELETION_HEADINGS.filter((heading) => byHeading[heading] > 0);
    return `${label}: ${parts.map((heading) => `${byHeading[heading]} ${heading}`).join(', ')}`;
  });
  const rest = columns.length - busy.length;
  return `${described.join('; ')}${rest === 0 ? '' : `; ${countWords(rest, 'column')} without any`}.`;
}
