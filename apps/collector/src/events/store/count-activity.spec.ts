import { describe, expect, it } from '@jest/globals';
import { anAuditEvent } from '../../../test/an-audit-event.js';
import { countActivity } from './count-activity.js';

describe('countActivity', () => {
  it('counts by quarter of an hour and everything that counts are asked by', () => {
    const times = ['10:00:00.000000', '10:14:59.999999', '10:15:00.000000', '10:59:00.000000'];
    const events = times.map((time) => anAuditEvent({ occurredAt: `2026-09-15T${time}Z` }));
    const counts = countActivity([...events, { ...events[3]!, outcome: 'failure' }]);
    expect(counts.map(({ bucket, of, events: count }) => [bucket, of.outcome, count])).toEqual([
      ['2026-09-15T10:00:00Z', 'success', 2],
      ['2026-09-15T10:15:00Z', 'success', 1],
      ['2026-09-15T10:45:00Z', 'success', 1],
      ['2026-09-15T10:45:00Z', 'failure', 1],
    ]);
    expect(counts[0]).toMatchObject({ firstSeen: events[0]!.occurredAt, lastSeen: events[1]!.occurredAt });
  });
});
