import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { REPOSITORY_ROOT } from './repository-root.js';
import { readStartSettings } from './start-settings.js';

describe('readStartSettings', () => {
  it('has a default for everything: loopback, 4000 and 4001, an embedded database in .data', () => {
    expect(readStartSettings({})).toMatchObject({
      databaseUrl: undefined,
      dataDir: join(REPOSITORY_ROOT, '.data'),
      host: '127.0.0.1',
      reporterPort: 4000,
      collectorPort: 4001,
      environment: { LOG_LEVEL: 'warn' },
    });
  });

  it('lists every fault at once', () => {
    const env = { DATABASE_URL: 'mysql://x', HOST: '?', REPORTER_PORT: 'x', ADMIN_TOKEN: 'short', PUBLIC_URL: 'trail' };
    expect(() => readStartSettings({ ...env, REPORT_RETENTION: 'PT1M' })).toThrow(
      /^6 settings are wrong:[^]*DATABASE_URL[^]*HOST[^]*REPORTER_PORT[^]*ADMIN_TOKEN[^]*PUBLIC_URL[^]*REPORT_RETENTION/,
    );
  });

  it('takes a relative path of the logo from where npm was called', () => {
    const { environment } = readStartSettings({ ORGANISATION_LOGO: 'art/logo.png', INIT_CWD: '/srv/bank' });
    expect(environment?.['ORGANISATION_LOGO']).toBe('/srv/bank/art/logo.png');
  });

  it('refuses a time for statements that the arrivals of keys could not bear', () => {
    expect(() => readStartSettings({ DATABASE_TIMEOUT_SECONDS: '61' })).toThrow('from 1 to 60');
  });

  it('refuses one port for both apps', () => {
    expect(() => readStartSettings({ REPORTER_PORT: '4001' })).toThrow('must differ');
  });
});
