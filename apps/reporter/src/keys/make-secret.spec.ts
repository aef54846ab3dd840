import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { INGEST_KEY_SECRET } from '@trailkeeper/contract';
import { makeSecret } from './make-secret.js';

describe('makeSecret', () => {
  it('gives 256 random bits behind a prefix that scanners find, and what is kept of them', () => {
    const { secret, hash, hint } = makeSecret((bytes) => Buffer.alloc(bytes, 0xfb));
    expect(secret).toBe(`tk_ingest_${'-_v7'.repeat(10)}-_s`);
    expect(hash).toEqual(createHash('sha256').update(secret).digest());
    expect(hint).toBe('7-_s');
  });

  it('has the form the collector looks up, and is another one each time', () => {
    const secrets = Array.from({ length: 1_000 }, () => makeSecret().secret);
    expect(new Set(secrets).size).toBe(1_000);
    expect(secrets.filter((secret) => !INGEST_KEY_SECRET.test(secret))).toEqual([]);
  });
});
