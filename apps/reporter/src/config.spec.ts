import { describe, expect, it } from '@jest/globals';
import { reporterSettings } from './config.js';

const GIVEN = { DATABASE_URL: 'postgres://u:p@db/x', ADMIN_TOKEN: 'a-token-of-twenty-signs' };

describe('the settings of the reporter', () => {
  it('have defaults for all but the database and the token', () => {
    expect(reporterSettings(GIVEN)).toEqual({
      ...GIVEN,
      DATABASE_POOL_SIZE: 10,
      QUARANTINE_MAX_BYTES: 1024 ** 3,
      HOST: '127.0.0.1',
      REPORTER_PORT: 4000,
      TRUST_PROXY: false,
      LOG_LEVEL: 'info',
      STOP_SECONDS: 8,
      STOP_DELAY_SECONDS: 0,
    });
  });

  it('are all named when wrong, without their values', () => {
    const wrong = {
      ADMIN_TOKEN: 'short-secret',
      DATABASE_POOL_SIZE: '3',
      REPORTER_PORT: 'x',
      ORGANISATION: 'o'.repeat(201),
      REPORT_RETENTION: '7 years',
    };
    expect(() => reporterSettings(wrong)).toThrow(/^6 settings are wrong:/);
    expect(() => reporterSettings(wrong)).not.toThrow(/short-secret/);
  });
});
