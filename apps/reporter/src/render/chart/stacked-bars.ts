import type { StackedBars, State } from '@trailkeeper/contract';
import { cutParts } from './cut-parts.js';

/**
 * Where everything of a stacked-bar chart goes, in one unit of length (points in the PDF, pixels on a screen) from the
 * chart's top left corner. Draws nothing and measures no text, so the PDF and the console show the same picture.
 */
export interface StackedBarsLayout {
  width: number;
  height: number;
  labelWidth: number;
  /** One column of numbers a series, right of the bars; its head is legend and direct label at once. */
  heads: { state: State; label: string; left: number; right: number }[];
  headHeight: number;
  bars: BarLayout[];
}

export interface BarLayout {
  label: string;
  /** Of the bar's line; the bar itself is `barTop` to `barTop + barHeight`. */
  top: number;
  height: number;
  barTop: number;
  barHeight: number;
  segments: { state: State; value: number; left: number; width: number }[];
  /** One a series, zero included, in the order of `heads`. */
  numbers: number[];
}

export interface StackedBarsBox {
  width: number;
  labelWidth: number;
  /** Of each series' column of numbers, its head included. */
  numberWidths: number[];
}

/** More bars than this leave no room on page 1: the rest is summed up in one bar that says so. */
export const MOST_BARS = 16;

const HEAD_HEIGHT = 15;
const GAP = 10;
const LEAST_WIDTH = 2;

/** Lays the chart out in the box; all bars share one scale, the longest fills the room between labels and numbers. */
export function layOutStackedBars(chart: StackedBars, box: StackedBarsBox): StackedBarsLayout {
  const bars = foldedBars(chart);
  const height = barLineHeight(bars.length);
  const numbersLeft = box.width - box.numberWidths.reduce((sum, width) => sum + width, 0);
  const barLeft = box.labelWidth + GAP;
  const barSpace = numbersLeft - GAP - barLeft;
  const longest = Math.max(...bars.map(total), 0);
  return {
    width: box.width,
    height: HEAD_HEIGHT + bars.length * height,
    labelWidth: box.labelWidth,
    headHeight: HEAD_HEIGHT,
    heads: heads(chart, box.numberWidths, numbersLeft),
    bars: bars.map((bar, index) => {
      const top = HEAD_HEIGHT + index * height;
      const barHeight = Math.round(height * 0.6 * 10) / 10;
      return {
        label: bar.label,
        top,
        height,
        barTop: top + (height - barHeight) / 2,
        barHeight,
        segments: segments(chart, bar.values, barLeft, longest === 0 ? 0 : (barSpace * total(bar)) / longest),
        numbers: chart.series.map((_series, part) => bar.values[part] ?? 0),
      };
    }),
  };
}

function heads(chart: StackedBars, widths: number[], numbersLeft: number): StackedBarsLayout['heads'] {
  let left = numbersLeft;
  return chart.series.map((series, index) => {
    const head = { ...series, left, right: left + (widths[index] ?? 0) };
    left = head.right;
    return head;
  });
}

type Bar = StackedBars['bars'][number];

function foldedBars(chart: StackedBars): Bar[] {
  if (chart.bars.length <= MOST_BARS) return chart.bars;
  const rest = chart.bars.slice(MOST_BARS - 1);
  const sums = chart.series.map((_series, part) => rest.reduce((sum, bar) => sum + (bar.values[part] ?? 0), 0));
  return [...chart.bars.slice(0, MOST_BARS - 1), { label: `${rest.length} others together`, values: sums }];
}

/** Few bars breathe, many still fit the page: from 14 down to 10. */
function barLineHeight(bars: number): number {
  return Math.min(14, 160 / Math.max(bars, 11));
}

function total(bar: Bar): number {
  return bar.values.reduce((sum, value) => sum + value, 0);
}

function segments(chart: StackedBars, values: number[], barLeft: number, width: number): BarLayout['segments'] {
  const parts = chart.series
    .map(({ state }, index) => ({ state, value: values[index] ?? 0 }))
    .filter((p) => p.value > 0);
  const widths = cutParts(
    parts.map((part) => part.value),
    width,
    LEAST_WIDTH,
  );
  let left = barLeft;
  return parts.map((part, index) => {
    const segment = { ...part, left, width: widths[index] ?? 0 };
    left += segment.width;
    return segment;
  });
}
