import type { Figure, ReportPeriod } from '@trailkeeper/contract';
import { formatChange, formatFigure, UNKNOWN } from '../../words/format-count.js';
import type { Block } from '../block.js';
import { drawRule, drawText } from '../pen.js';
import { GUTTER, PAGE, STYLE, type TextStyle } from '../style.js';
import { missingOf } from '../text-block.js';
import { widthOf, type SetText, type Typeset } from '../typeset.js';

const PADDING = 6;

/**
 * The figures side by side, each with its name above and below how it moved since the period before. Where that is known
 * of none of them, one line says so for all.
 */
export function figuresBlock(typeset: Typeset, figures: readonly Figure[], period: ReportPeriod): Block {
  const width = (PAGE.contentWidth + GUTTER) / Math.max(figures.length, 1) - GUTTER;
  const values = figures.map((figure) => formatFigure(figure.value, figure.unit));
  const style = fittingStyle(typeset, values, width);
  const isCompared = figures.some(({ previous }) => previous !== null);
  const cells = figures.map((figure, index) => ({
    label: typeset(figure.label, STYLE.smallSecondary, width),
    value: typeset(values[index] ?? UNKNOWN, style, Infinity),
    below: isCompared
      ? [
          typeset(formatChange(figure) ?? UNKNOWN, STYLE.smallStrong, width),
          typeset(before(figure, period), STYLE.note, width),
        ]
      : [],
  }));
  const all = isCompared ? undefined : typeset(notCompared(period), STYLE.note, PAGE.contentWidth);
  const labelHeight = highest(cells.map(({ label }) => label));
  const valueHeight = highest(cells.map(({ value }) => value));
  const belowHeights = [0, 1].map((line) => highest(cells.flatMap(({ below }) => below.slice(line, line + 1))));
  const cellHeight = labelHeight + valueHeight + belowHeights.reduce((sum, line) => sum + line, 0);
  const height = PADDING + cellHeight + (all?.height ?? 0) + PADDING;
  return {
    gapAbove: 10,
    height,
    missing: missingOf([
      ...cells.flatMap(({ label, value, below }) => [label, value, ...below]),
      ...(all ? [all] : []),
    ]),
    draw: ({ pdf, body }, top) => {
      const draw = (set: SetText, x: number, y: number): void => {
        body.add(pdf.struct('P', {}, () => drawText(pdf, set, x, y)));
      };
      drawRule(pdf, { left: PAGE.left, right: PAGE.right, y: top });
      drawRule(pdf, { left: PAGE.left, right: PAGE.right, y: top + height });
      cells.forEach(({ label, value, below }, index) => {
        const x = PAGE.left + index * (width + GUTTER);
        const y = top + PADDING + labelHeight;
        draw(label, x, y - label.height);
        draw(value, x, y);
        below.forEach((set, line) => draw(set, x, y + valueHeight + (line === 0 ? 0 : (belowHeights[0] ?? 0))));
      });
      if (all !== undefined) draw(all, PAGE.left, top + PADDING + cellHeight);
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

function notCompared({ previousWords }: ReportPeriod): string {
  return `Of the period before (${previousWords}) nothing is known to compare with.`;
}

function highest(sets: SetText[]): number {
  return Math.max(0, ...sets.map((set) => set.height));
}
