import type { Cell, State } from '@trailkeeper/contract';
import { formatCount, formatPercent, UNKNOWN } from '../../words/format-count.js';
import { formatTime } from '../../words/format-time.js';
import { drawText } from '../pen.js';
import { drawStateMark, MARK_SIZE } from '../state-mark.js';
import { STYLE } from '../style.js';
import type { SetText, Typeset } from '../typeset.js';
import type { PlacedColumn } from './table-columns.js';

/** A cell ready to be drawn. */
export interface SetCell {
  set: SetText;
  place: PlacedColumn;
  state: State | undefined;
}

/** A row must fit a page: what producers may send without end is shortened with a mark (all of it is in the CSV). */
const MOST_LINES = 14;

/** What a mark takes of its column's width, in points. */
export const MARK_ROOM = MARK_SIZE + 3.5;

/** Sets a cell as its column's kind asks for; null is an en dash. */
export function setCell(typeset: Typeset, cell: Cell, place: PlacedColumn, timeZone: string): SetCell {
  const options = { mostLines: MOST_LINES };
  if (typeof cell === 'object' && cell !== null) {
    const set = typeset(cell.label, STYLE.small, place.width - MARK_ROOM, options);
    return { set, place, state: cell.state };
  }
  if (typeof cell === 'number') return { set: setNumber(typeset, cell, place), place, state: undefined };
  const { kind } = place.column;
  const text = cell === null ? UNKNOWN : kind === 'time' ? formatTime(cell, timeZone) : cell;
  const isCode = kind === 'code' && cell !== null;
  const breaks = isCode ? 'code' : kind === 'time' ? 'time' : 'words';
  const set = typeset(text, isCode ? STYLE.code : STYLE.small, place.width, { ...options, breaks });
  return { set, place, state: undefined };
}

export function drawCell(pdf: PDFKit.PDFDocument, { set, place, state }: SetCell, top: number): void {
  if (state === undefined) {
    drawText(pdf, set, place.align === 'right' ? place.right : place.left, top, place.align);
    return;
  }
  const lineHeight = set.height / set.lines.length;
  drawStateMark(pdf, state, place.left + MARK_SIZE / 2, top + lineHeight / 2);
  drawText(pdf, set, place.left + MARK_ROOM, top);
}

/** A number is never broken: a wide one reaches into the white left of its column. Zeros stand back. */
function setNumber(typeset: Typeset, value: number, { column }: PlacedColumn): SetText {
  const words = column.kind === 'percent' ? formatPercent(value) : formatCount(value);
  return typeset(words, value === 0 ? STYLE.smallSecondary : STYLE.small, Infinity);
}
