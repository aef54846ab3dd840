import type { Cell, Column, ReportDocument, Table } from '@trailkeeper/contract';
import { formatTime } from '../../words/format-time.js';
import { STYLE, type TextStyle } from '../style.js';
import { widthOf, type Typeset } from '../typeset.js';
import { MARK_ROOM } from './table-cell.js';

/** A longer word than this may be broken, so that one id does not take the page (in points). */
const MOST: Record<Column['kind'], number> = { code: 112, text: 56, count: 0, percent: 0, time: 44, state: 76 };

/**
 * What each column needs, in points, so that neither its title nor its words are cut. Tables with the same columns need
 * the same, so that they align from section to section. A time that rows begin with (when an event happened) stands on
 * one line; of others, date and time of day may stand under each other.
 */
export function leastWidthsOf(
  typeset: Typeset,
  { sections, period }: Pick<ReportDocument, 'sections' | 'period'>,
): (table: Table) => number[] {
  const known = new Map<string, number[]>();
  const timeWidth = widthOf(typeset(formatTime(period.from, period.timeZone), STYLE.small, Infinity));
  for (const { table } of sections) {
    if (table === null) continue;
    const before = known.get(shapeOf(table)) ?? [];
    const widths = leastWidths(typeset, table);
    if (table.columns[0]?.kind === 'time') widths[0] = Math.max(timeWidth, widths[0] ?? 0);
    known.set(
      shapeOf(table),
      widths.map((width, index) => Math.max(width, before[index] ?? 0)),
    );
  }
  return (table) => known.get(shapeOf(table)) ?? [];
}

function shapeOf({ columns }: Table): string {
  return JSON.stringify(columns);
}

function leastWidths(typeset: Typeset, { columns, rows }: Table): number[] {
  return columns.map(({ title, kind }, index) => {
    const most = MOST[kind];
    const words =
      most === 0
        ? []
        : distinctWords(
            rows.map((row) => row.cells[index] ?? null),
            kind,
          );
    const style = kind === 'code' ? STYLE.code : STYLE.small;
    const room = kind === 'state' ? MARK_ROOM : 0;
    return Math.max(
      longestWord(typeset, [title], STYLE.tableHead),
      Math.min(most, longestWord(typeset, words, style) + room),
    );
  });
}

/** Words as a column of the kind breaks them; a time is a date and a time of day, whatever it is. */
function distinctWords(cells: Cell[], kind: Column['kind']): Set<string> {
  if (kind === 'time') return new Set(['0000-00-00', '00:00:00Z']);
  const words = new Set<string>();
  for (const cell of cells) {
    const text = typeof cell === 'string' ? cell : cell !== null && typeof cell === 'object' ? cell.label : '';
    // what is longer than 400 is broken anyway
    for (const word of text.slice(0, 400).split(kind === 'code' ? /(?<=[.:/])| / : ' ')) words.add(word);
  }
  return words;
}

function longestWord(typeset: Typeset, texts: Iterable<string>, style: TextStyle): number {
  let longest = 0;
  for (const text of texts) {
    for (const word of text.split(' ')) longest = Math.max(longest, widthOf(typeset(word, style, Infinity)));
  }
  return longest;
}
