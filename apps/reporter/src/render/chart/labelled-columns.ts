import type { StackedColumns } from '@trailkeeper/contract';

/** So many labels leave the eye room. */
const MOST_LABELS = 7;

/** What people count days, weeks and months in. */
const STRIDES = { day: [1, 7, 14], week: [1, 2, 4, 13, 26], month: [1, 3, 6, 12] } as const;

/** More days than this are labelled at the first of months. */
const MOST_DAYS_BY_WEEK = 45;

/**
 * Which columns carry their label: the first, the last, and a few between at equal strides, with white between them.
 * `slot` is the width a column has, `labelWidth` that of the widest label.
 */
export function labelledColumns({ columns, per }: StackedColumns, slot: number, labelWidth: number): number[] {
  const last = columns.length - 1;
  if (last < 1) return last < 0 ? [] : [0];
  const least = (labelWidth * 1.4) / slot; // in columns
  const isByMonth = per === 'day' && columns.length > MOST_DAYS_BY_WEEK;
  const candidates = isByMonth ? firstsOfMonths(columns) : columns.map((_column, index) => index);
  const strides = isByMonth ? STRIDES.month : STRIDES[per];
  const fits = (stride: number): boolean => {
    const [first = 0, second = Infinity] = candidates.filter((_column, index) => index % stride === 0);
    return candidates.length / stride <= MOST_LABELS && second - first >= least;
  };
  const stride = strides.find(fits) ?? Math.max(Math.ceil(candidates.length / MOST_LABELS), Math.ceil(least));
  const between = candidates
    .filter((_column, index) => index % stride === 0)
    .filter((column) => column >= least && last - column >= least);
  return last >= least ? [0, ...between, last] : [0];
}

function firstsOfMonths(columns: StackedColumns['columns']): number[] {
  return columns.flatMap(({ label }, index) => (label.endsWith('-01') ? [index] : []));
}
