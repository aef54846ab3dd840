import type { StackedColumns } from '@trailkeeper/contract';
import { axisValues, layOutStackedColumns, peakOf, seriesTotals } from './stacked-columns.js';

const BOX = { width: 520, axisWidth: 15, labelWidth: 36, peakWidth: 60, headWidths: [80, 90], hasCaption: false };
// 520 - 15 for the axis' values - 5 between
const PLOT_WIDTH = 500;
const PLOT_HEIGHT = 96;

describe('layOutStackedColumns', () => {
  it.each([
    ['a column that reaches the last value fills the plot', [[20, 20]], [[48, 48]]],
    ['all columns share one scale', [[40, 0], [10, 10]], [[96], [24, 24]]], // prettier-ignore
    ['nothing is drawn for nothing', [[0, 0], [4, 0]], [[], [96]]], // prettier-ignore
    ['a chart of zeros has no parts', [[0, 0], [0, 0]], [[], []]], // prettier-ignore
    ['a single event beside a spike is still seen', [[40_000, 0], [1, 0]], [[96], [1.4]]], // prettier-ignore
    ['and no higher for having several parts', [[40_000, 0], [1, 1]], [[96], [0.7, 0.7]]], // prettier-ignore
    ['a small part is seen in a high column', [[39_999, 1]], [[94.6, 1.4]]],
    ['values that are not given are zero', [[4]], [[96]]],
    ['no columns are no parts', [], []],
  ])('%s', (_name, values, heights) => {
    const { columns } = layOutStackedColumns(aChart(values), BOX);
    expect(columns.map((column) => column.segments.map((part) => Math.round(part.height * 100) / 100))).toEqual(
      heights,
    );
  });

  it('stacks the parts upwards from the zero line, the first series lowest', () => {
    const { columns, plot, axis } = layOutStackedColumns(aChart([[30, 10]]), BOX);
    expect(axis[0]).toEqual({ value: 0, y: plot.bottom });
    expect(columns[0]?.segments).toEqual([
      { state: 'refused', value: 30, top: plot.bottom - 72, height: 72 },
      { state: 'error', value: 10, top: plot.bottom - 96, height: 24 },
    ]);
  });

  it.each([
    [0, 0],
    [1, 26],
    [7, 26],
    [30, 12],
    [92, 3.91],
    [366, 1.37],
    [400, 1.25],
  ])('stays in the box with %d columns', (count, width) => {
    const values = Array.from({ length: count }, (_value, index) => [index % 7, index % 3]);
    const { columns, plot, labels, peak, height } = layOutStackedColumns(aChart(values), BOX);
    expect(height).toBeLessThanOrEqual(150);
    expect(plot.right - plot.left).toBe(PLOT_WIDTH);
    expect(Math.round((columns[0]?.width ?? 0) * 100) / 100).toBe(width);
    for (const [index, column] of columns.entries()) {
      const right = columns[index - 1] === undefined ? plot.left : end(columns[index - 1]);
      expect(column.left).toBeGreaterThanOrEqual(right - 0.001);
      expect(end(column)).toBeLessThanOrEqual(plot.right + 0.001);
      for (const part of column.segments) expect(part.top).toBeGreaterThanOrEqual(plot.top - 0.001);
    }
    for (const label of labels) expect(label.left + BOX.labelWidth).toBeLessThanOrEqual(BOX.width);
    expect(peak === null || peak.left >= plot.left).toBe(true);
  });

  it('takes little room when there is nothing to show', () => {
    const { axis, plot } = layOutStackedColumns(aChart([[0, 0]]), BOX);
    expect(axis).toEqual([{ value: 0, y: plot.bottom }]);
    expect(plot.bottom - plot.top).toBeLessThan(PLOT_HEIGHT / 4);
  });

  it('starts a new line of the legend when one is full', () => {
    const { heads, captionTop } = layOutStackedColumns(aChart([[3, 4]]), { ...BOX, headWidths: [300, 300] });
    expect(heads.map(({ left, top, total }) => ({ left, top, total }))).toEqual([
      { left: 0, top: 0, total: 3 },
      { left: 0, top: 14, total: 4 },
    ]);
    expect(captionTop).toBe(28);
  });

  it('places the label of the peak above it, inside the plot', () => {
    const { peak, plot } = layOutStackedColumns(aChart([[40, 0], [1, 0], [2, 0]]), BOX); // prettier-ignore
    expect(peak).toMatchObject({ column: 0, bottom: plot.top });
    expect(peak?.left).toBeGreaterThanOrEqual(plot.left);
  });
});

describe('peakOf', () => {
  it.each([
    ['the highest column', [[1], [5, 2], [6]], { column: 1, total: 7 }],
    ['none of two as high', [[5], [5], [1]], null],
    ['none of zeros', [[0], [0]], null],
    ['none of a single one, which the legend says', [[5]], null],
    ['none of nothing', [], null],
  ])('is %s', (_name, values, peak) => {
    expect(peakOf(aChart(values))).toEqual(peak);
  });
});

it('gives the values of the axis and the sum of each series', () => {
  const chart = aChart([[30, 10], [1], [0, 1]]);
  expect(axisValues(chart)).toEqual([0, 10, 20, 30, 40]);
  expect(seriesTotals(chart)).toEqual([31, 11]);
});

function end(column: { left: number; width: number } | undefined): number {
  return (column?.left ?? 0) + (column?.width ?? 0);
}

function aChart(values: number[][]): StackedColumns {
  return {
    kind: 'stacked-columns',
    title: 'Failures per day',
    description: 'Refused and failed events per day.',
    series: [
      { state: 'refused', label: 'refused' },
      { state: 'error', label: 'error' },
    ],
    columns: values.map((parts, index) => ({
      label: new Date(Date.UTC(2026, 0, 1 + index)).toISOString().slice(0, 10),
      values: parts,
    })),
    per: 'day',
    unit: 'failures',
  };
}
