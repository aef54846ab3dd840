import type { StackedColumns } from '@trailkeeper/contract';
import { numberWords } from '../count-words.js';
import type { FailureFacts } from './failure-facts.js';

/** Refused and errors over the period; null if nothing failed, which the summary says. */
export function chartOf({ failed, columns: { per, columns } }: FailureFacts): StackedColumns | null {
  const drawn = columns.map(({ label }, index) => {
    const { refused, errors } = failed.byColumn[index] ?? { refused: 0, errors: 0 };
    return { label, values: [refused, errors] };
  });
  const highest = drawn.reduce((most, column) => (heightOf(column) > heightOf(most) ? column : most), {
    label: '',
    values: [0],
  });
  if (heightOf(highest) === 0) return null;
  const { refused, errors } = failed;
  return {
    kind: 'stacked-columns',
    title: `Failures per ${per}`,
    description:
      `${numberWords(refused.events)} refused and ${numberWords(errors.events)} errors over ${numberWords(columns.length)} ` +
      `${per}${columns.length === 1 ? '' : 's'}; the most in one ${per}, ${numberWords(heightOf(highest))}, ` +
      `${per === 'day' ? 'on' : 'from'} ${highest.label}.`,
    series: [
      { state: 'refused', label: 'Refused' },
      { state: 'error', label: 'Error' },
    ],
    columns: drawn,
    per,
    unit: 'failures',
  };
}

function heightOf({ values }: { values: readonly number[] }): number {
  return values.reduce((sum, value) => sum + value, 0);
}
