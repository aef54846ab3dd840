import { describe, expect, it } from '@jest/globals';
import { bundleLink, linkEnd, linkFault } from './bundle-link.js';

const SECRET_KEY = 'a-secret-key-for-tests';
const ID = 'de11ve7e-0000-4000-8000-000000000003';
const EXPIRES_AT = new Date('2026-09-23T06:00:00Z');
const BEFORE = new Date('2026-09-23T05:59:59.999Z');

const link = new URL(
  bundleLink({ secretKey: SECRET_KEY, publicUrl: 'https://trail.example.com/audit' }, ID, EXPIRES_AT),
);
const expires = Number(link.searchParams.get('expires'));
const signature = link.searchParams.get('signature') ?? '';

describe('a link to a bundle', () => {
  it('leads to the bundle of a delivery, below the address of the installation', () => {
    expect(`${link.origin}${link.pathname}`).toBe(`https://trail.example.com/audit/v1/bundles/${ID}`);
    expect(expires).toBe(EXPIRES_AT.getTime() / 1000);
  });

  it('is good until it expires', () => {
    expect(linkFault(SECRET_KEY, ID, { expires, signature }, BEFORE)).toBeNull();
    expect(linkFault(SECRET_KEY, ID, { expires, signature }, EXPIRES_AT)).toBe('expired');
  });

  it.each<[string, { key?: string; id?: string; expires?: number; signature?: string }]>([
    ['another delivery', { id: 'de11ve7e-0000-4000-8000-000000000004' }],
    ['a later end', { expires: expires + 86_400 }],
    ['another key', { key: 'another-secret-key-for-tests' }],
    ['another signature', { signature: signature.replace(/^./, (one) => (one === 'A' ? 'B' : 'A')) }],
    ['half a signature', { signature: signature.slice(0, 20) }],
    ['no signature', { signature: '' }],
  ])('is worth nothing with %s', (_, changes) => {
    const forged = { key: SECRET_KEY, id: ID, expires, signature, ...changes };
    expect(linkFault(forged.key, forged.id, forged, BEFORE)).toBe('forged');
  });
});

describe('the end of a link', () => {
  const MADE_AT = new Date('2026-09-16T06:00:05Z');
  it.each([
    ['2026-09-16T06:00:05Z', 1, '2026-09-18T00:00:00Z'],
    ['2026-09-16T10:10:00Z', 1, '2026-09-18T00:00:00Z'],
    ['2026-09-16T06:01:00Z', 30, '2026-10-17T00:00:00Z'],
    ['2026-10-01T23:59:59Z', 30, '2026-10-17T00:00:00Z'],
    ['2026-10-02T00:00:00Z', 30, '2026-11-16T00:00:00Z'],
    ['2027-01-20T12:00:00Z', 30, '2027-02-14T00:00:00Z'],
    ['2026-09-15T06:00:00Z', 7, '2026-09-24T00:00:00Z'],
  ])('at a try of %s, for %i days, is %s: counted from when the bundle was made', (now, days, end) => {
    expect(linkEnd(MADE_AT, days, new Date(now))).toEqual(new Date(end));
  });
});
