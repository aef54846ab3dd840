import { describe, expect, it } from '@jest/globals';
import { randomParcel } from '../testing/random-parcel.js';
import { measuredSha256 } from './maybe-object.js';
import { partBytesOf } from './put-parts.js';
import { readParts } from './read-parts.js';
import { s3 } from './s3.js';

const MIB = 1024 * 1024;
const limits = { directory: null, privateNetworks: ['10.0.0.0/8'] };

describe('settings of a bucket', () => {
  it('need a bucket only, and are those of Amazon then', () => {
    expect(s3.settings.parse({ bucket: 'exports' })).toEqual({
      endpoint: null,
      region: 'us-east-1',
      bucket: 'exports',
      prefix: '',
      forcePathStyle: false,
      objectLock: null,
      serverSideEncryption: null,
    });
  });

  it.each([
    [{ endpoint: 'http://s3.example.com' }],
    [{ endpoint: 'https://user:secret@s3.example.com' }],
    [{ endpoint: 'https://s3.example.com/bucket' }],
    [{ endpoint: 'https://s3.example.com/?x=1' }],
    [{ bucket: 'Exports' }],
    [{ bucket: '../exports' }],
    [{ region: 'eu.example.com/' }],
    [{ prefix: '/daily' }],
    [{ prefix: 'daily/../other/' }],
    [{ prefix: 'daily//' }],
    [{ prefix: './' }],
    [{ prefix: 'new\nline/' }],
    [{ objectLock: { mode: 'COMPLIANCE', period: 'PT1H' } }],
    [{ objectLock: { mode: 'COMPLIANCE', period: 'P0D' } }],
    [{ objectLock: { mode: 'compliance', period: 'P1Y' } }],
    [{ objectLock: { mode: 'COMPLIANCE', period: 'P70Y' } }],
    [{ objectLock: { mode: 'COMPLIANCE', period: 'P30Y1D' } }],
    [{ objectLock: { mode: 'GOVERNANCE', period: 'P361M' } }],
    [{ objectLock: { mode: 'GOVERNANCE', period: 'P99999D' } }],
    [{ secretAccessKey: 'not here' }],
  ])('refuse %j', (changes) => {
    expect(s3.settings.safeParse({ bucket: 'exports', ...changes }).success).toBe(false);
  });

  it.each(['', 'daily/', 'audit/2026.Q1/', 'trail-'])('take the prefix "%s"', (prefix) => {
    expect(s3.settings.safeParse({ bucket: 'exports', prefix }).success).toBe(true);
  });

  it.each(['P1D', 'P7Y', 'P30Y', 'P360M', 'P29Y11M'])('take a retention of %s', (period) => {
    const objectLock = { mode: 'COMPLIANCE', period };
    expect(s3.settings.safeParse({ bucket: 'exports', objectLock }).success).toBe(true);
  });

  it.each([
    [null, []],
    ['https://s3.example.com', []],
    ['https://10.1.2.3:9000', []],
    ['https://192.168.1.1', ['endpoint']],
    ['https://169.254.169.254', ['endpoint']],
    ['https://[::1]:9000', ['endpoint']],
  ])('with the endpoint %s are held against the allowed networks', async (endpoint, fields) => {
    const faults = await s3.check(s3.settings.parse({ bucket: 'exports', endpoint }), limits, []);
    expect(faults.map(({ field }) => field)).toEqual(fields);
  });
});

describe('the checksum that a server gives of an object', () => {
  const hex = 'a1'.repeat(32);
  const base64 = Buffer.from(hex, 'hex').toString('base64');

  it.each([
    ['of all of it', { ChecksumSHA256: base64 }, hex],
    ['said to be of all of it', { ChecksumSHA256: base64, ChecksumType: 'FULL_OBJECT' as const }, hex],
    ['of its parts', { ChecksumSHA256: `${base64}-3` }, undefined],
    ['said to be of its parts', { ChecksumSHA256: base64, ChecksumType: 'COMPOSITE' as const }, undefined],
    ['of another kind', {}, undefined],
  ])('%s', (_, head, measured) => {
    expect(measuredSha256(head)).toBe(measured);
  });
});

describe('parts', () => {
  it.each([
    [8 * MIB + 1, 8 * MIB],
    [80_000 * MIB, 8 * MIB],
    [80_000 * MIB + 1, 9 * MIB],
    [5 * 1024 * 1024 * MIB, 525 * MIB],
  ])('of %d bytes are so long that 10,000 suffice', (bytes, part) => {
    expect(partBytesOf(bytes)).toBe(part);
    expect(Math.ceil(bytes / part)).toBeLessThanOrEqual(10_000);
  });

  it.each([0, 1, 99, 100, 101, 200, 65_536, 200_000])(
    'of a file of %d bytes are all of it, in order',
    async (bytes) => {
      const parcel = randomParcel(bytes);
      const parts: Buffer[] = [];
      for await (const part of readParts(parcel, 100)) parts.push(Buffer.from(part));
      expect(parts.slice(0, -1).every(({ length }) => length === 100)).toBe(true);
      expect(parts).toHaveLength(Math.ceil(bytes / 100));
      expect(Buffer.concat(parts).equals(parcel.whole)).toBe(true);
    },
  );

  it.each([
    ['shorter', { bytes: 201 }],
    ['longer', { bytes: 199 }],
    ['other', { sha256: '0'.repeat(64) }],
  ])('of a file that is %s than announced lack the last', async (_, changes) => {
    const parcel = { ...randomParcel(200), ...changes };
    const read = async () => {
      let parts = 0;
      for await (const part of readParts(parcel, 100)) parts += part.length > 0 ? 1 : 0;
      return parts;
    };
    await expect(read()).rejects.toThrow(/is not what was to be sent/);
  });
});
