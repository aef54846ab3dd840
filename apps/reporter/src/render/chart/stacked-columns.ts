import type { StackedColumns, State } from '@trailkeeper/contract';
import { cutParts } from './cut-parts.js';
import { labelledColumns } from './labelled-columns.js';
import { roundValues } from './round-values.js';

/**
 * Where everything of a chart of columns goes, in one unit of length (points in the PDF, pixels on a screen) from the
 * chart's top left corner. Draws nothing and measures no text, so the PDF and the console show the same picture.
 */
export interface StackedColumnsLayout {
  width: number;
  height: number;
  /** The legend, with what each series sums up to; on lines of `HEAD_HEIGHT`. */
  heads: { state: State; label: string; total: number; left: number; top: number }[];
  /** Of the line of words above the plot, where there is one. */
  captionTop: number;
  plot: { left: number; right: number; top: number; bottom: number };
  /** The first is zero, at the plot's bottom. */
  axis: { value: number; y: number }[];
  columns: ColumnLayout[];
  /** Some columns' labels, under the plot. */
  labels: PlacedLabel[];
  labelsTop: number;
  /** The highest column's label, which ends at `bottom`; null where no column is higher than all others. */
  peak: (PlacedLabel & { bottom: number }) | null;
}

export interface ColumnLayout {
  left: number;
  width: number;
  /** From the zero line upwards; without those of zero. */
  segments: { state: State; value: number; top: number; height: number }[];
}

/** `centre` is the column's middle, `left` where the label starts: beside the middle only at the chart's edges. */
export interface PlacedLabel {
  column: number;
  centre: number;
  left: number;
}

export interface StackedColumnsBox {
  width: number;
  /** Of the widest value of `axisValues`. */
  axisWidth: number;
  /** Of the widest of the columns' labels. */
  labelWidth: number;
  /** Of the peak's label. */
  peakWidth: number;
  /** Of each series' words in the legend, its mark included. */
  headWidths: number[];
  /** A line of words between legend and plot. */
  hasCaption: boolean;
}

export const HEAD_HEIGHT = 14;
export const CAPTION_HEIGHT = 11;
const HEAD_GAP = 16;
/** Above the plot, for the label of a peak that reaches its top. */
const PEAK_ROOM = 10;
const PLOT_HEIGHT = 96;
/** Nothing to show is shown, but need not take the room. */
const EMPTY_PLOT_HEIGHT = 14;
const LABELS_HEIGHT = 14;
const AXIS_GAP = 5;
const WIDEST_COLUMN = 26;
const LEAST_HEIGHT = 1.4;

/** Lays the chart out in the box; all columns share one scale, which ends at a round value. */
export function layOutStackedColumns(chart: StackedColumns, box: StackedColumnsBox): StackedColumnsLayout {
  const values = axisValues(chart);
  const heads = placedHeads(chart, box);
  const captionTop = (heads.at(-1)?.top ?? -HEAD_HEIGHT) + HEAD_HEIGHT;
  const isEmpty = values.length === 1;
  const top = captionTop + (box.hasCaption ? CAPTION_HEIGHT : 0) + (isEmpty ? 0 : PEAK_ROOM);
  const height = isEmpty ? EMPTY_PLOT_HEIGHT : PLOT_HEIGHT;
  const plot = { left: box.axisWidth + AXIS_GAP, right: box.width, top, bottom: top + height };
  const scale = isEmpty ? 0 : height / (values.at(-1) ?? 1);
  const slot = (plot.right - plot.left) / Math.max(chart.columns.length, 1);
  const placed = (column: number, width: number, leftmost: number): PlacedLabel => {
    const centre = plot.left + (column + 0.5) * slot;
    return { column, centre, left: Math.max(Math.min(centre - width / 2, box.width - width), leftmost) };
  };
  const peak = peakOf(chart);
  return {
    width: box.width,
    height: plot.bottom + LABELS_HEIGHT,
    heads,
    captionTop,
    plot,
    axis: values.map((value) => ({ value, y: plot.bottom - value * scale })),
    columns: chart.columns.map((column, index) => ({
      ...columnPlace(plot.left + index * slot, slot),
      segments: segments(chart, column.values, plot.bottom, scale),
    })),
    labels: labelledColumns(chart, slot, box.labelWidth).map((column) => placed(column, box.labelWidth, 0)),
    labelsTop: plot.bottom + 3,
    peak:
      peak === null
        ? null
        : {
            ...placed(peak.column, box.peakWidth, plot.left),
            bottom: plot.bottom - Math.max(peak.total * scale, LEAST_HEIGHT),
          },
  };
}

/** Zero and the round values above it, up to the first that no column is higher than. */
export function axisValues(chart: StackedColumns): number[] {
  return roundValues(Math.max(0, ...chart.columns.map(total)));
}

/** The column that is higher than all others, if there is one and more than one column. */
export function peakOf(chart: StackedColumns): { column: number; total: number } | null {
  const totals = chart.columns.map(total);
  const highest = Math.max(0, ...totals);
  const column = totals.indexOf(highest);
  const isAlone = highest > 0 && totals.length > 1 && totals.lastIndexOf(highest) === column;
  return isAlone ? { column, total: highest } : null;
}

/** What each series sums up to. */
export function seriesTotals(chart: StackedColumns): number[] {
  return chart.series.map((_series, part) => chart.columns.reduce((sum, { values }) => sum + (values[part] ?? 0), 0));
}

function placedHeads(chart: StackedColumns, box: StackedColumnsBox): StackedColumnsLayout['heads'] {
  const totals = seriesTotals(chart);
  let left = 0;
  let top = 0;
  return chart.series.map((series, index) => {
    const width = box.headWidths[index] ?? 0;
    if (left > 0 && left + width > box.width) {
      left = 0;
      top += HEAD_HEIGHT;
    }
    const head = { ...series, total: totals[index] ?? 0, left, top };
    left += width + HEAD_GAP;
    return head;
  });
}

/** White between columns while there is room; where columns are thin they touch, and read as one surface. */
function columnPlace(left: number, slot: number): { left: number; width: number } {
  const width = slot < 2.5 ? slot : Math.min(slot * 0.72, WIDEST_COLUMN);
  return { left: left + (slot - width) / 2, width };
}

function total(column: StackedColumns['columns'][number]): number {
  return column.values.reduce((sum, value) => sum + value, 0);
}

/** A column is as high as its sum, be its parts ever so small: where all is little, the least height is shared. */
function segments(chart: StackedColumns, values: number[], bottom: number, scale: number): ColumnLayout['segments'] {
  const parts = chart.series
    .map(({ state }, index) => ({ state, value: values[index] ?? 0 }))
    .filter((part) => part.value > 0);
  const counts = parts.map((part) => part.value);
  const sum = counts.reduce((before, count) => before + count, 0);
  const columnHeight = Math.max(sum * scale, LEAST_HEIGHT);
  const heights = cutParts(counts, columnHeight, Math.min(LEAST_HEIGHT, columnHeight / parts.length));
  let top = bottom;
  return parts.map((part, index) => {
    const height = heights[index] ?? 0;
    top -= height;
    return { ...part, top, height };
  });
}
