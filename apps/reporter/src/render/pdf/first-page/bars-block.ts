import type { StackedBars } from '@trailkeeper/contract';
import { layOutStackedBars, type StackedBarsLayout } from '../../chart/stacked-bars.js';
import { formatCount } from '../../words/format-count.js';
import { printable } from '../../words/printable.js';
import type { Block } from '../block.js';
import { drawText, strokeRule } from '../pen.js';
import { drawStateMark, MARK_SIZE } from '../state-mark.js';
import { columns, PAGE, STYLE } from '../style.js';
import { missingOf } from '../text-block.js';
import { widthOf, type SetText, type Typeset } from '../typeset.js';
import { drawBarPart } from './bar-part.js';

/** The chart of bars, and right of them one column of numbers a series, whose head is the legend. */
export function barsBlock(typeset: Typeset, chart: StackedBars): Block {
  const setLabel = ({ label }: { label: string }): SetText => typeset(label, STYLE.small, columns(5), { mostLines: 1 });
  const heads = chart.series.map((series) => typeset(series.label, STYLE.smallSecondary, PAGE.contentWidth));
  const layout = layOutStackedBars(chart, {
    width: PAGE.contentWidth,
    labelWidth: Math.min(columns(5), Math.max(0, ...chart.bars.map((bar) => widthOf(setLabel(bar))))),
    numberWidths: heads.map((head) => Math.max(36, widthOf(head) + MARK_SIZE + 4 + 14)),
  });
  const labels = layout.bars.map(setLabel);
  const numbers = layout.bars.map((bar) => bar.numbers.map((n) => setNumber(typeset, n)));
  return {
    gapAbove: 4,
    height: layout.height,
    missing: missingOf([...heads, ...labels]),
    draw: ({ pdf, body }, top) => {
      const bbox = [PAGE.left, top, PAGE.right, top + layout.height];
      const figure = pdf.struct(
        'Figure',
        { alt: printable(chart.description, () => true).text, bbox } as object,
        () => {
          drawHeads(pdf, layout, heads, top);
          layout.bars.forEach((bar, index) => {
            const middle = top + bar.top + bar.height / 2;
            strokeRule(pdf, { left: PAGE.left, right: PAGE.right, y: top + bar.top });
            drawCentred(pdf, labels[index], PAGE.left, middle);
            for (const part of bar.segments) {
              const box = { x: PAGE.left + part.left, y: top + bar.barTop, width: part.width, height: bar.barHeight };
              drawBarPart(pdf, part.state, box);
            }
            layout.heads.forEach((head, series) => {
              drawCentred(pdf, numbers[index]?.[series], PAGE.left + head.right, middle, 'right');
            });
          });
        },
      );
      body.add(figure);
    },
  };
}

function setNumber(typeset: Typeset, value: number): SetText {
  return typeset(formatCount(value), value === 0 ? STYLE.smallSecondary : STYLE.small, PAGE.contentWidth);
}

function drawHeads(pdf: PDFKit.PDFDocument, layout: StackedBarsLayout, heads: SetText[], top: number): void {
  const middle = top + layout.headHeight / 2;
  layout.heads.forEach((head, index) => {
    const set = heads[index];
    if (set === undefined) return;
    const right = PAGE.left + head.right;
    drawStateMark(pdf, head.state, right - widthOf(set) - 4 - MARK_SIZE / 2, middle);
    drawCentred(pdf, set, right, middle, 'right');
  });
}

function drawCentred(
  pdf: PDFKit.PDFDocument,
  set: SetText | undefined,
  x: number,
  middle: number,
  align?: 'right',
): void {
  if (set !== undefined) drawText(pdf, set, x, middle - set.height / 2, align);
}
