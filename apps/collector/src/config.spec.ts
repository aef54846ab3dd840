import { describe, expect, it } from '@jest/globals';
import { collectorSettings } from './config.js';

const DATABASE_URL = 'postgres://collector@db/trail';

describe('collectorSettings', () => {
  // 4 MiB, 1,000 times 512 bytes, and an event of any size
  it.each([
    ['5754879', undefined],
    ['4195327', '511'],
    ['4MiB', '1'],
    ['1GiB', '1GiB'],
  ])(
    'does not take QUARANTINE_MAX_BYTES %s with MAX_EVENT_BYTES %s: a chunk of bad items would never fit',
    (most, of) => {
      const env = { DATABASE_URL, QUARANTINE_MAX_BYTES: most, ...(of !== undefined && { MAX_EVENT_BYTES: of }) };
      expect(() => collectorSettings(env)).toThrow(/QUARANTINE_MAX_BYTES must be at least \d+ .* MAX_EVENT_BYTES/);
    },
  );

  it.each([
    ['5754880', '1MiB'],
    ['4706816', '512'],
  ])('takes QUARANTINE_MAX_BYTES %s with MAX_EVENT_BYTES %s', (most, of) => {
    const env = { DATABASE_URL, QUARANTINE_MAX_BYTES: most, MAX_EVENT_BYTES: of };
    expect(collectorSettings(env)).toMatchObject({ QUARANTINE_MAX_BYTES: Number(most) });
  });

  it('gives the database no more time than the arrivals of keys can bear', () => {
    const env = { DATABASE_URL };
    expect(collectorSettings(env).DATABASE_TIMEOUT_SECONDS).toBe(10);
    expect(collectorSettings({ ...env, DATABASE_TIMEOUT_SECONDS: '60' }).DATABASE_TIMEOUT_SECONDS).toBe(60);
    expect(() => collectorSettings({ ...env, DATABASE_TIMEOUT_SECONDS: '61' })).toThrow(
      'DATABASE_TIMEOUT_SECONDS must be a number of seconds from 1 to 60',
    );
  });
});
