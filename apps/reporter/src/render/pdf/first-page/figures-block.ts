import type { Figure, ReportPeriod } from '@trailkeeper/contract';
import { formatChange, formatFigure, UNKNOWN } from '../../words/format-count.js';
import type { Block } from '../block.js';
import { drawRule, drawText } from '../pen.js';
import { GUTTER, PAGE, STYLE, type TextStyle } from '../style.js';
import { missingOf } from '../text-block.js';
import { widthOf, type SetText, type Typeset } from '../typeset.js';

const PADDING = 7;

/** The figures side by side, each with its name above and below how it moved since the period before. */
export function figuresBlock(typeset: Typeset, figures: readonly Figure[], period: ReportPeriod): Block {
  const width = (PAGE.contentWidth + GUTTER) / Math.max(figures.length, 1) - GUTTER;
  const values = figures.map((figure) => formatFigure(figure.value, figure.unit));
  const style = fittingStyle(typeset, values, width);
  const cells = figures.map((figure, index) => ({
    label: typeset(figure.label, STYLE.smallSecondary, width),
    value: typeset(values[index] ?? UNKNOWN, style, Infinity),
    change: typeset(formatChange(figure) ?? UNKNOWN, STYLE.smallStrong, width),
    before: typeset(before(figure, period), STYLE.note, width),
  }));
  const labelHeight = highest(cells.map((cell) => cell.label));
  const valueHeight = highest(cells.map((cell) => cell.value));
  const changeHeight = highest(cells.map((cell) => cell.change));
  const beforeHeight = highest(cells.map((cell) => cell.before));
  const height = PADDING + labelHeight + valueHeight + changeHeight + beforeHeight + PADDING;
  return {
    gapAbove: 12,
    height,
    missing: missingOf(cells.flatMap((cell) => [cell.label, cell.value, cell.change, cell.before])),
    draw: ({ pdf, body }, top) => {
      drawRule(pdf, { left: PAGE.left, right: PAGE.right, y: top });
      drawRule(pdf, { left: PAGE.left, right: PAGE.right, y: top + height });
      cells.forEach((cell, index) => {
        const x = PAGE.left + index * (width + GUTTER);
        const y = top + PADDING;
        const draw = (set: SetText, offset: number): void => {
          body.add(pdf.struct('P', {}, () => drawText(pdf, set, x, y + offset)));
        };
        draw(cell.label, labelHeight - cell.label.height);
        draw(cell.value, labelHeight);
        draw(cell.change, labelHeight + valueHeight);
        draw(cell.before, labelHeight + valueHeight + changeHeight);
      });
    },
  };
}

/** As large as the widest figure lets all of them be: a number is never broken. */
function fittingStyle(typeset: Typeset, values: string[], width: number): TextStyle {
  const widest = Math.max(1, ...values.map((value) => widthOf(typeset(value, STYLE.figure, Infinity))));
  return { ...STYLE.figure, size: STYLE.figure.size * Math.min(1, width / widest) };
}

function before({ previous, unit }: Figure, { previousWords }: ReportPeriod): string {
  return previous === null ? `${previousWords} not known` : `from ${formatFigure(previous, unit)} in ${previousWords}`;
}

function highest(sets: SetText[]): number {
  return Math.max(0, ...sets.map((set) => set.height));
}
