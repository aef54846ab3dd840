import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { readSettings, SettingsError } from './read-settings.js';
import * as setting from './setting.js';

const schema = z.object({
  PORT: setting.port.default(4000),
  HOST: setting.host.default('127.0.0.1'),
  PUBLIC_URL: setting.httpUrl.optional(),
  SECRET_KEY: setting.secret,
  LOG_LEVEL: setting.logLevel.default('info'),
  TRUST_PROXY: setting.trustProxy.default(false),
  MAX_BODY: setting.bytes.default(1024),
  POOL_SIZE: setting.poolSize.default(10),
});

const SECRET = 'correct-horse-battery';

describe('readSettings', () => {
  it('takes blank variables as unset and fills in defaults', () => {
    const settings = readSettings(schema, { PORT: '', HOST: '  ', PUBLIC_URL: '', SECRET_KEY: SECRET, OTHER: 'x' });
    expect(settings).toEqual({
      PORT: 4000,
      HOST: '127.0.0.1',
      SECRET_KEY: SECRET,
      LOG_LEVEL: 'info',
      TRUST_PROXY: false,
      MAX_BODY: 1024,
      POOL_SIZE: 10,
    });
  });

  it('lists every fault at once, naming variable, expectation and example, and repeats no value', () => {
    const env = {
      PORT: '70000',
      HOST: 'two words',
      PUBLIC_URL: 'ftp://x',
      SECRET_KEY: 'hunter2',
      LOG_LEVEL: 'loud',
      TRUST_PROXY: 'maybe',
      MAX_BODY: '-1',
      POOL_SIZE: '999',
    };
    const fault = faultOf(() => readSettings(schema, env));
    expect(fault).toBeInstanceOf(SettingsError);
    expect(fault.message).toMatch(/^8 settings are wrong:/);
    expect(fault.message).toContain('PORT must be a port number from 0 to 65535, for example 4000');
    expect(fault.message).toContain('LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent');
    for (const name of Object.keys(env)) expect(fault.message).toContain(`${name} must be `);
    for (const value of Object.values(env)) expect(fault.message).not.toContain(value);
  });

  it('says that a required setting is missing and what it should be', () => {
    const fault = faultOf(() => readSettings(schema, {}));
    expect(fault.message).toMatch(/^A setting is wrong:\n {2}SECRET_KEY is not set; it must be at least 16 .*openssl/);
  });
});

describe('setting pieces', () => {
  it.each([
    [setting.port, '0', 0],
    [setting.host, '::1', '::1'],
    [setting.host, 'db.internal', 'db.internal'],
    [setting.httpUrl, 'https://trail.example.com/base/', 'https://trail.example.com/base'],
    [setting.postgresUrl, 'postgres://u:p@db/x', 'postgres://u:p@db/x'],
    [setting.logLevel, 'DEBUG', 'debug'],
    [setting.poolSize, '4', 4],
    [setting.statementSeconds, '60', 60],
    [setting.name, 'Example Ltd', 'Example Ltd'],
    [setting.trustProxy, 'true', true],
    [setting.trustProxy, '10.0.0.0/8, ::1,uniquelocal', ['10.0.0.0/8', '::1', 'uniquelocal']],
    [setting.bytes, '1048576', 1_048_576],
    [setting.bytes, '20MiB', 20 * 1024 * 1024],
    [setting.bytes, '512 kb', 512 * 1024],
    [setting.calendarDuration, 'P7Y', 'P7Y'],
    [setting.calendarDuration, 'p1y6m', 'P1Y6M'],
    [setting.calendarDuration, 'P10W', 'P10W'],
    [setting.calendarDuration, 'P1D', 'P1D'],
    [setting.calendarDuration, 'P1Y0M2W3D', 'P1Y0M2W3D'],
  ])('reads case %#', (piece, text, expected) => {
    expect((piece as z.ZodType).parse(text)).toEqual(expected);
  });

  it.each([
    [setting.port, '1e3'],
    [setting.host, '-x'],
    [setting.httpUrl, 'trail.example.com'],
    [setting.postgresUrl, 'mysql://db/x'],
    [setting.secret, 'has a space in it, long'],
    [setting.poolSize, '3'],
    [setting.statementSeconds, '61'],
    [setting.statementSeconds, '0'],
    [setting.name, 'x'.repeat(201)],
    [setting.trustProxy, '10.0.0.0/99'],
    [setting.trustProxy, '1'],
    [setting.bytes, '0'],
    ...['P', 'P0D', 'P0Y0M', 'PT1H', 'P1DT1H', 'P1.5Y', '-P1D', 'P-1D', 'P1D1Y', 'P99999Y', '7Y', '7 years'].map(
      (text) => [setting.calendarDuration, text] as const,
    ),
  ])('refuses case %#', (piece, text) => {
    expect((piece as z.ZodType).safeParse(text).success).toBe(false);
  });
});

function faultOf(act: () => unknown): Error {
  try {
    act();
  } catch (fault) {
    return fault as Error;
  }
  throw new Error('nothing was thrown');
}
