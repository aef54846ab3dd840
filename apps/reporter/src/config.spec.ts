import { describe, expect, it } from '@jest/globals';
import { reporterSettings } from './config.js';

const GIVEN = {
  DATABASE_URL: 'postgres://u:p@db/x',
  ADMIN_TOKEN: 'a-token-of-twenty-signs',
  SECRET_KEY: 'a-key-of-eighteen-signs',
};

describe('the settings of the reporter', () => {
  it('have defaults for all but the database, the token and the key', () => {
    expect(reporterSettings(GIVEN)).toEqual({
      ...GIVEN,
      DATABASE_POOL_SIZE: 10,
      QUARANTINE_MAX_BYTES: 1024 ** 3,
      DELIVERY_PRIVATE_NETWORKS: [],
      WEEK_START: 'monday',
      FISCAL_YEAR_START: 1,
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
      SECRET_KEY: 'short-secret',
      DELIVERY_DIRECTORY: 'deliveries',
      DELIVERY_PRIVATE_NETWORKS: '10.0.0.0/33',
      WEEK_START: 'mon',
      FISCAL_YEAR_START: '13',
    };
    expect(() => reporterSettings(wrong)).toThrow(/^11 settings are wrong:/);
    expect(() => reporterSettings(wrong)).not.toThrow(/short-secret/);
  });
});
