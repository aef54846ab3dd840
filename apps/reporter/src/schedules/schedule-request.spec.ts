import { describe, expect, it } from '@jest/globals';
import { PRESETS } from './presets/index.js';
import { scheduleRequestSchema } from './schedule-request.js';

const faults = (body: unknown) =>
  (scheduleRequestSchema.safeParse(body).error?.issues ?? []).map(({ path }) => path.join('.')).sort();

describe('a request for a schedule', () => {
  it('is told all that it lacks at once', () => {
    expect(faults({})).toEqual(['name', 'period', 'reports', 'services', 'targets', 'timeZone', 'when']);
    for (const { id } of PRESETS) expect(faults({ preset: id })).toEqual(['name', 'targets', 'timeZone']);
  });

  it('is told of each field once', () => {
    const expected = ['name', 'period', 'reports', 'services', 'targets', 'timeZone', 'when.every'];
    expect(faults({ reports: [], when: { every: 'never' } })).toEqual(expected);
    expect(faults('no object')).toEqual(['']);
  });

  it('is told of a bad cron beside a bad zone', () => {
    const body = { preset: PRESETS[0]?.id, when: { cron: '0 25 * * *' }, timeZone: 'Mars/Olympus' };
    expect(faults(body)).toEqual(['name', 'targets', 'timeZone', 'when.cron']);
  });
});
