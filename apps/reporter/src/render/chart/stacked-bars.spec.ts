import type { StackedBars } from '@trailkeeper/contract';
import { layOutStackedBars, MOST_BARS } from './stacked-bars.js';

const BOX = { width: 500, labelWidth: 100, numberWidths: [40, 40] };
// 500 - 100 for the label - 2 × 40 for the numbers - 2 × 10 between
const BAR_SPACE = 300;

describe('layOutStackedBars', () => {
  it.each([
    ['the longest bar fills the room', [[30, 10]], [[225, 75]]],
    [
      'a shorter bar keeps the scale',
      [
        [40, 0],
        [10, 10],
      ],
      [[300], [75, 75]],
    ],
    [
      'nothing is drawn for nothing',
      [
        [0, 0],
        [5, 0],
      ],
      [[], [300]],
    ],
    ['a chart of zeros has no bars', [[0, 0]], [[]]],
    ['one of a million is still seen', [[999_999, 1]], [[298, 2]]],
    ['values that are not given are zero', [[4]], [[300]]],
  ])('%s', (_name, values, widths) => {
    const layout = layOutStackedBars(aChart(values), BOX);
    expect(layout.bars.map((bar) => bar.segments.map((part) => Math.round(part.width * 100) / 100))).toEqual(widths);
  });

  it('puts the parts end to end, from the labels on', () => {
    const [bar] = layOutStackedBars(aChart([[30, 10]]), BOX).bars;
    expect(bar?.segments.map((part) => part.left)).toEqual([110, 335]);
  });

  it('puts one column of numbers a series at the right edge', () => {
    const { heads, bars } = layOutStackedBars(aChart([[30, 0]]), BOX);
    expect(heads.map((head) => [head.left, head.right])).toEqual([
      [420, 460],
      [460, 500],
    ]);
    expect(bars[0]?.numbers).toEqual([30, 0]);
  });

  it('sums up what does not fit in one last bar', () => {
    const { bars } = layOutStackedBars(aChart(Array.from({ length: MOST_BARS + 5 }, () => [2, 1])), BOX);
    expect(bars).toHaveLength(MOST_BARS);
    expect(bars.at(-1)).toMatchObject({ label: '6 others together', numbers: [12, 6] });
  });

  it('never leaves the box, however many bars there are', () => {
    for (const bars of [1, 5, 12, 16, 80]) {
      const layout = layOutStackedBars(aChart(Array.from({ length: bars }, () => [1, 1])), BOX);
      expect(layout.height).toBeLessThanOrEqual(176);
      for (const segment of layout.bars.flatMap((bar) => bar.segments)) {
        expect(segment.left + segment.width).toBeLessThanOrEqual(110 + BAR_SPACE + 0.001);
      }
    }
  });
});

function aChart(values: number[][]): StackedBars {
  return {
    kind: 'stacked-bars',
    title: 'Coverage by section',
    description: 'Seen and not seen actions by section.',
    series: [
      { state: 'seen', label: 'seen' },
      { state: 'not-seen', label: 'not seen' },
    ],
    bars: values.map((parts, index) => ({ label: `Section ${index + 1}`, values: parts })),
  };
}
