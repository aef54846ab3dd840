import type { StackedColumns } from '@trailkeeper/contract';
import { labelledColumns } from './labelled-columns.js';

const WIDTH = 475;
const LABEL_WIDTH = 36;

describe('labelledColumns', () => {
  it.each([
    ['a day', 'day', 1, ['2026-01-01']],
    ['two days', 'day', 2, ['2026-01-01', '2026-01-02']],
    ['a month by weeks', 'day', 30, ['2026-01-01', '2026-01-08', '2026-01-15', '2026-01-22', '2026-01-30']],
    ['a quarter by months', 'day', 90, ['2026-01-01', '2026-02-01', '2026-03-01', '2026-03-31']],
    ['a year by quarters', 'day', 365, ['2026-01-01', '2026-04-01', '2026-07-01', '2026-10-01', '2026-12-31']],
    ['weeks by quarters', 'week', 52, ['2026-01-01', '2026-04-02', '2026-07-02', '2026-10-01', '2026-12-24']],
  ] as const)('labels %s', (_name, per, count, labels) => {
    const columns = columnsOf(per, count);
    expect(
      labelledColumns({ ...CHART, per, columns }, WIDTH / count, LABEL_WIDTH).map((i) => columns[i]?.label),
    ).toEqual(labels);
  });

  it('leaves white between labels, however many columns there are', () => {
    for (const per of ['day', 'week', 'month'] as const) {
      for (let count = 2; count <= 400; count += 1) {
        const slot = WIDTH / count;
        const labelled = labelledColumns({ ...CHART, per, columns: columnsOf(per, count) }, slot, LABEL_WIDTH);
        expect([labelled[0], labelled.at(-1)]).toEqual([0, count - 1]);
        expect(labelled.length).toBeLessThanOrEqual(9);
        labelled.slice(1).forEach((column, index) => {
          expect((column - (labelled[index] ?? 0)) * slot).toBeGreaterThanOrEqual(LABEL_WIDTH * 1.3);
        });
      }
    }
  });

  it('labels the first alone where there is no room for two, and none of none', () => {
    expect(labelledColumns({ ...CHART, columns: columnsOf('day', 5) }, 3, LABEL_WIDTH)).toEqual([0]);
    expect(labelledColumns(CHART, 10, LABEL_WIDTH)).toEqual([]);
  });
});

const CHART: StackedColumns = {
  kind: 'stacked-columns',
  title: 'Deletions per day',
  description: 'Deletions per day.',
  series: [],
  columns: [],
  per: 'day',
  unit: 'deletions',
};

function columnsOf(per: StackedColumns['per'], count: number): StackedColumns['columns'] {
  return Array.from({ length: count }, (_column, index) => {
    const first = per === 'month' ? Date.UTC(2026, index, 1) : Date.UTC(2026, 0, 1 + index * (per === 'week' ? 7 : 1));
    return { label: new Date(first).toISOString().slice(0, 10), values: [] };
  });
}
