import type { StackedColumns } from '@trailkeeper/contract';
import {
  axisValues,
  CAPTION_HEIGHT,
  HEAD_HEIGHT,
  layOutStackedColumns,
  peakOf,
  seriesTotals,
  type StackedColumnsLayout,
} from '../../chart/stacked-columns.js';
import { formatCount } from '../../words/format-count.js';
import { printable } from '../../words/printable.js';
import type { Block } from '../block.js';
import { drawText, strokeRule } from '../pen.js';
import { drawStateMark, MARK_SIZE } from '../state-mark.js';
import { columns, COLOUR, PAGE, STYLE } from '../style.js';
import { missingOf } from '../text-block.js';
import { widthOf, type SetText, type Typeset } from '../typeset.js';
import { drawColumnParts } from './column-parts.js';

/** What is written on the chart, each in the order of what it belongs to. */
interface Words {
  heads: { label: SetText; total: SetText }[];
  caption: SetText | null;
  axis: SetText[];
  labels: SetText[];
  peak: SetText | null;
}

/** The chart over time: the legend with its totals, what is counted, and the columns over their days. */
export function columnsBlock(typeset: Typeset, chart: StackedColumns): Block {
  const words = setWords(typeset, chart);
  const layout = layOutStackedColumns(chart, {
    width: PAGE.contentWidth,
    axisWidth: widest(words.axis),
    labelWidth: widest(words.labels),
    peakWidth: words.peak === null ? 0 : widthOf(words.peak),
    headWidths: words.heads.map(({ label, total }) => MARK_ROOM + widthOf(label) + WORD_GAP + widthOf(total)),
    hasCaption: words.caption !== null,
  });
  const captions = words.caption === null ? [] : [words.caption];
  return {
    gapAbove: 4,
    height: layout.height,
    missing: missingOf([...words.heads.map((head) => head.label), ...captions, ...words.labels]),
    draw: ({ pdf, body }, top) => {
      const bbox = [PAGE.left, top, PAGE.right, top + layout.height];
      const alt = printable(chart.description, () => true).text;
      const figure = pdf.struct('Figure', { alt, bbox } as object, () => {
        drawHeads(pdf, layout, words, top);
        for (const set of captions) {
          drawText(pdf, set, PAGE.left, top + layout.captionTop + (CAPTION_HEIGHT - set.height) / 2);
        }
        drawAxis(pdf, layout, words, top);
        drawColumns(pdf, chart, layout, top);
        drawLabels(pdf, layout, words, top);
      });
      body.add(figure);
    },
  };
}

const MARK_ROOM = MARK_SIZE + 4;
const WORD_GAP = 4;

function setWords(typeset: Typeset, chart: StackedColumns): Words {
  const { series } = chart;
  const totals = seriesTotals(chart);
  const caption = captionOf(chart);
  const set = (text: string): SetText => typeset(text, STYLE.note, columns(6), { mostLines: 1 });
  const peak = peakOf(chart);
  return {
    heads: series.map(({ label }, index) => ({
      label: typeset(label, STYLE.small, columns(5), { mostLines: 1 }),
      total: typeset(formatCount(totals[index] ?? 0), STYLE.smallStrong, columns(5)),
    })),
    caption: caption === '' ? null : typeset(caption, STYLE.note, PAGE.contentWidth, { mostLines: 1 }),
    axis: axisValues(chart).map((value) => set(formatCount(value))),
    labels: chart.columns.map((column) => set(column.label)),
    peak: peak === null ? null : set(`${chart.columns[peak.column]?.label ?? ''}: ${formatCount(peak.total)}`),
  };
}

/** What a column counts, unless the title says so; and what the labels mean, unless they are all there is. */
function captionOf({ title, unit, per }: StackedColumns): string {
  const counted = `${unit} per ${per}`;
  const isSaid = title.toLowerCase().includes(counted.toLowerCase());
  return [...(isSaid ? [] : [counted]), ...(per === 'day' ? [] : [`each ${per} at its first day`])].join('; ');
}

function widest(sets: readonly SetText[]): number {
  return sets.reduce((width, set) => Math.max(width, widthOf(set)), 0);
}

function drawHeads(pdf: PDFKit.PDFDocument, layout: StackedColumnsLayout, words: Words, top: number): void {
  layout.heads.forEach((head, index) => {
    const set = words.heads[index];
    if (set === undefined) return;
    const x = PAGE.left + head.left;
    const middle = top + head.top + HEAD_HEIGHT / 2;
    drawStateMark(pdf, head.state, x + MARK_SIZE / 2, middle);
    drawText(pdf, set.label, x + MARK_ROOM, middle - set.label.height / 2);
    drawText(pdf, set.total, x + MARK_ROOM + widthOf(set.label) + WORD_GAP, middle - set.total.height / 2);
  });
}

function drawAxis(pdf: PDFKit.PDFDocument, layout: StackedColumnsLayout, words: Words, top: number): void {
  const { left, right } = layout.plot;
  layout.axis.forEach((line, index) => {
    const y = top + line.y;
    // the zero line comes with the columns, above them
    if (index > 0) strokeRule(pdf, { left: PAGE.left + left, right: PAGE.left + right, y });
    const set = words.axis[index];
    if (set !== undefined) drawText(pdf, set, PAGE.left + left - 5, y - set.height / 2, 'right');
  });
}

function drawColumns(pdf: PDFKit.PDFDocument, chart: StackedColumns, layout: StackedColumnsLayout, top: number): void {
  const { plot } = layout;
  const area = {
    x: PAGE.left + plot.left,
    y: top + plot.top,
    width: plot.right - plot.left,
    height: plot.bottom - plot.top,
  };
  for (const { state } of chart.series) {
    const parts = layout.columns.flatMap(({ left, width, segments }) =>
      segments
        .filter((segment) => segment.state === state)
        .map((segment) => ({ x: PAGE.left + left, y: top + segment.top, width, height: segment.height })),
    );
    drawColumnParts(pdf, state, parts, area);
  }
  const y = top + plot.bottom;
  strokeRule(pdf, { left: area.x, right: area.x + area.width, y, colour: COLOUR.secondary, thickness: 0.6 });
}

function drawLabels(pdf: PDFKit.PDFDocument, layout: StackedColumnsLayout, words: Words, top: number): void {
  const zero = top + layout.plot.bottom;
  for (const label of layout.labels) {
    const set = words.labels[label.column];
    if (set === undefined) continue;
    const x = PAGE.left + label.centre;
    pdf
      .lineWidth(0.6)
      .moveTo(x, zero)
      .lineTo(x, zero + 2.5)
      .stroke(COLOUR.secondary);
    drawText(pdf, set, PAGE.left + label.left, top + layout.labelsTop);
  }
  const { peak } = layout;
  if (peak === null || words.peak === null) return;
  const { height } = words.peak;
  const place = { x: PAGE.left + peak.left, y: top + peak.bottom - height };
  pdf.rect(place.x - 2, place.y + 1.5, widthOf(words.peak) + 4, height - 2).fill('#ffffff'); // no rule through it
  drawText(pdf, words.peak, place.x, place.y);
}
