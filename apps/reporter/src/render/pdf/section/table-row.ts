import type { Row } from '@trailkeeper/contract';
import type { Block } from '../block.js';
import { drawRule, drawText } from '../pen.js';
import { PAGE, STYLE } from '../style.js';
import { missingOf } from '../text-block.js';
import type { Typeset } from '../typeset.js';
import { drawCell, setCell } from './table-cell.js';
import { noteParts } from './note-parts.js';
import type { PlacedColumn } from './table-columns.js';
import type { TableTag } from './table-tag.js';

const PADDING = 2.2;
/** A row must fit a page. */
const MOST_NOTE_LINES = 8;

export interface RowInput {
  typeset: Typeset;
  columns: readonly PlacedColumn[];
  timeZone: string;
  row: Row;
  tag: TableTag;
  isLast: boolean;
}

/** A row with its notes below, over the table's whole width, run together; they belong to its last cell, so that they are read after it. */
export function rowBlock({ typeset, columns, timeZone, row, tag, isLast }: RowInput): Block {
  const cells = columns.map((place, index) => setCell(typeset, row.cells[index] ?? null, place, timeZone));
  const options = { breaks: 'ids', mostLines: MOST_NOTE_LINES } as const;
  const notes = typeset(noteParts(row.notes ?? []), STYLE.rowNote, PAGE.contentWidth, options);
  const hasNotes = row.notes !== undefined && row.notes.length > 0;
  const cellsHeight = Math.max(...cells.map(({ set }) => set.height));
  const height = cellsHeight + (hasNotes ? notes.height : 0) + 2 * PADDING;
  return {
    gapAbove: 0,
    height,
    missing: missingOf([...cells.map(({ set }) => set), notes]),
    draw: ({ pdf }, top) => {
      const drawNotes = (): void => drawText(pdf, notes, PAGE.left, top + PADDING + cellsHeight);
      const elements = cells.map((cell, index) => {
        const draws = [(): void => drawCell(pdf, cell, top + PADDING)];
        if (index === cells.length - 1 && hasNotes) draws.push(drawNotes);
        return pdf.struct('TD', {}, draws);
      });
      tag.add(pdf.struct('TR', {}, elements));
      drawRule(pdf, { left: PAGE.left, right: PAGE.right, y: top + height });
      if (isLast) tag.end();
    },
  };
}

/** An empty table says so: nothing is not the same as something left out. */
export function emptyRowBlock(typeset: Typeset, tag: TableTag): Block {
  const set = typeset('None.', STYLE.smallItalic, PAGE.contentWidth);
  const height = set.height + 2 * PADDING;
  return {
    gapAbove: 0,
    height,
    missing: [],
    draw: ({ pdf }, top) => {
      const cell = pdf.struct('TD', {}, () => drawText(pdf, set, PAGE.left, top + PADDING));
      tag.add(pdf.struct('TR', {}, [cell]));
      drawRule(pdf, { left: PAGE.left, right: PAGE.right, y: top + height });
      tag.end();
    },
  };
}
