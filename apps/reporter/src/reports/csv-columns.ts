import type { CsvColumn } from './report-kind.js';

/** A column of text, which is made inert for spreadsheets. */
export function textColumn(name: string): CsvColumn {
  return { name, kind: 'text' };
}

/** A column of numbers. */
export function numberColumn(name: string): CsvColumn {
  return { name, kind: 'number' };
}

/** A column of times, RFC 3339 in UTC. */
export function timeColumn(name: string): CsvColumn {
  return { name, kind: 'time' };
}
