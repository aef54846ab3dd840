import { describe, expect, it } from '@jest/globals';
import { attestedFaults } from './attested-faults.js';

const NOW = new Date('2026-09-15T10:00:00Z');

describe('attestedFaults', () => {
  it.each([
    ['a day ahead', { until: '2026-09-16' }],
    ['a millisecond ahead', { until: '2026-09-15T10:00:00.001Z' }],
    ['until the last day that means something', { until: '2100-01-01' }],
    ['from the past', { from: '2000-01-01', until: '2026-09-16' }],
    ['wholly ahead', { from: '2027-01-01', until: '2027-01-01T00:00:00.001Z' }],
  ])('finds none in a time that ends %s', (_, times) => {
    expect(attestedFaults(times, NOW)).toEqual([]);
  });

  it.each([
    ['this very moment', { until: '2026-09-15T10:00:00Z' }, 'until', /in the future/],
    ['the start of today', { until: '2026-09-15' }, 'until', /in the future/],
    ['now, in another zone', { until: '2026-09-15T12:00:00+02:00' }, 'until', /in the future/],
    ['no end in sight', { until: '2100-01-01T00:00:00.001Z' }, 'until', /2100/],
    ['as it begins', { from: '2027-01-01', until: '2027-01-01T00:00:00Z' }, 'until', /later than "from"/],
    ['before it begins', { from: '2027-01-02', until: '2027-01-01' }, 'until', /later than "from"/],
    ['after a beginning before all events', { from: '1999-12-31', until: '2027-01-01' }, 'from', /2000/],
  ])('finds the fault in a time that ends %s', (_, times, field, message) => {
    expect(attestedFaults(times, NOW)).toEqual([{ field, message: expect.stringMatching(message) }]);
  });

  it('leaves texts that are no moments to those who read them', () => {
    expect(attestedFaults({ from: 'soon', until: 'never' }, NOW)).toEqual([]);
  });
});
