import { describe, expect, it } from '@jest/globals';
import type { BundledReport } from './bundled-reports.js';
import { slotChanges } from './slot-changes.js';

const aReport = (changes: Partial<BundledReport>, value = 3): BundledReport => ({
  runId: 'new-run',
  kind: 'deletions',
  service: 'kms',
  catalogVersion: 'v',
  files: [],
  facts: {
    dataAsOf: '2026-10-01T02:00:00.000Z',
    counted: 10,
    rows: value,
    figures: [
      { label: 'Deleted', value },
      { label: 'Prepared', value: 1 },
    ],
  },
  ...changes,
});
const original = (reports: BundledReport[]) => ({
  slotId: 'original',
  dataAsOf: new Date('2026-10-01T02:00:00Z'),
  reports,
});

describe('what changed', () => {
  it('is told report by report, with the figures that are other than they were', () => {
    const changes = slotChanges(original([aReport({ runId: 'old-run' }), aReport({ kind: 'failures' })]), {
      reports: [aReport({}, 5)],
      arrivedSince: 2,
    });
    expect(changes).toEqual({
      originalSlotId: 'original',
      originalDataAsOf: '2026-10-01T02:00:00.000Z',
      arrivedSince: 2,
      reports: [
        {
          ...{ kind: 'deletions', service: 'kms', originalRunId: 'old-run', runId: 'new-run' },
          events: { before: 10, after: 10 },
          rows: { before: 3, after: 5 },
          figures: [{ label: 'Deleted', before: 3, after: 5 }],
        },
      ],
    });
  });

  it('is nothing where nothing arrived', () => {
    const [report] = slotChanges(original([aReport({})]), { reports: [aReport({})], arrivedSince: 0 }).reports;
    expect(report).toMatchObject({ rows: { before: 3, after: 3 }, figures: [] });
  });

  it('is not known where the original report was deleted, or never made', () => {
    for (const reports of [[aReport({ facts: null })], []]) {
      const [report] = slotChanges(original(reports), { reports: [aReport({})], arrivedSince: 0 }).reports;
      expect(report).toMatchObject({
        events: { before: null, after: 10 },
        rows: { before: null, after: 3 },
        figures: [],
      });
    }
  });
});
