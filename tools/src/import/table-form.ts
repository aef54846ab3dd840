import { EVENT_COLUMNS } from './envelope-lines.js';
import { UnreadableFile } from './unreadable-file.js';

/** How the cells of a table are kept apart. */
export interface Dialect {
  delimiter: string;
  /** `null`: a quotation mark is a sign like any other. */
  quote: '"' | null;
}

/**
 * By the beginning of a table: the delimiter is what its first line has most of. JSON in a table with tabs may stand there
 * as it is (JSON has no raw tab); where it is quoted, its own quotation marks are doubled (RFC 4180 2.7).
 */
export function dialectOf(head: Buffer): Dialect {
  const text = head.toString('latin1');
  const header = text.slice(0, text.search(/\r?\n|$/));
  const counted = ['\t', ',', ';'].map((delimiter) => ({ delimiter, count: header.split(delimiter).length }));
  const { delimiter } = counted.reduce((best, next) => (next.count > best.count ? next : best));
  const isBare = delimiter === '\t' && !/(^|\t)"\s*\{\s*""/m.test(text);
  return { delimiter, quote: isBare ? null : '"' };
}

/**
 * Which column holds the event's JSON: one of a known name, or else the one whose cells are JSON objects; of several, the
 * one where `action` is in. Throws UnreadableFile, which names the columns.
 */
export function eventColumnOf(
  header: readonly string[],
  samples: readonly (readonly string[])[],
): { index: number; name: string } {
  const names = header.map((cell) => cell.trim());
  for (const name of EVENT_COLUMNS) if (names.includes(name)) return { index: names.indexOf(name), name };
  if (names.some((name) => BEGINS_AS_OBJECT.test(name))) {
    throw new UnreadableFile('its first line is no header: there is JSON in it');
  }
  const cellsOf = (index: number) => samples.map((row) => row[index] ?? '').filter((cell) => cell !== '');
  const objects = names.flatMap((name, index) => (cellsOf(index).some(isObjectText) ? [{ name, index }] : []));
  const events = objects.filter(({ index }) => cellsOf(index).some((cell) => cell.includes('"action"')));
  const [found, ...others] = objects.length > 1 ? events : objects;
  if (found && others.length === 0) return found;
  const what = objects.length > 1 ? 'several columns hold JSON objects' : 'no column holds JSON objects';
  throw new UnreadableFile(
    `${what}, and none is named ${EVENT_COLUMNS.join(' or ')}; the columns are: ${listed(names)}. ` +
      'Rename the one with the events to "text"',
  );
}

function isObjectText(cell: string): boolean {
  return BEGINS_AS_OBJECT.test(cell);
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 30).map((name) => Buffer.from(name, 'latin1').toString('utf8').slice(0, 60));
  return `${shown.join(', ')}${names.length > shown.length ? ', …' : ''}`;
}

const BEGINS_AS_OBJECT = /^\s*\{\s*["}]/;
