import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder with the documents the catalog was made from, beside the checkout. */
const SHARED = join(import.meta.dirname, '../../../../shared');

/**
 * The rows of a CSV file of the shared folder, as objects keyed by its header. Throws when the file is not there: a
 * catalog that cannot be held against its sources must not pass.
 */
export function readSharedTable(fileName: string): Record<string, string>[] {
  const [header = [], ...rows] = parseCsv(readFileSync(join(SHARED, fileName), 'utf8'));
  return rows.map((row) => Object.fromEntries(header.map((column, index) => [column, row[index] ?? ''])));
}

/** RFC 4180: fields between commas, quoted ones may hold commas, line breaks and doubled quotes. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    if (end === '' && row.length === 0 && !quoted && !plain) break;
    row.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'));
    if (end === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}
