import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { kindOf } from './file-kind.js';

const EVENT = Buffer.from('{"action":"kms.secrets.create"}\n');

describe('kindOf', () => {
  it.each([
    ['us-south/2025-04-10T00/2025-04-10T00:01+00.log', EVENT, { kind: 'events', isNdjson: false, isGzip: false }],
    ['year=2023/month=04/a1.2023-04-10.0100.json.gz', gzipSync(EVENT), { kind: 'events', isGzip: true }],
    ['an hour without events.json.gz', gzipSync(''), { kind: 'events', isGzip: true }],
    ['EXPORT.NDJSON', EVENT, { kind: 'events', isNdjson: true }],
    ['empty.json', Buffer.alloc(0), { kind: 'events' }],
    ['a line of text before.log', Buffer.from('2026-01-01 INFO {"event_type":1}'), { kind: 'events' }],
    ['damaged behind its magic.json.gz', gzipSync(EVENT).fill(7, 10), { kind: 'events', isGzip: true }],
    ['UUID.parquet', Buffer.from('PAR1...'), { kind: 'parquet' }],
    ['not really.parquet', EVENT, { kind: 'parquet' }],
    ['query.tsv', Buffer.from('time\ttext\n'), { kind: 'table', isGzip: false }],
    ['query.csv.gz', gzipSync('time,text\n'), { kind: 'table', isGzip: true, head: Buffer.from('time,text\n') }],
  ])('knows %s by its name', (name, head, kind) => {
    expect(kindOf(name, head)).toMatchObject(kind);
  });

  it.each([
    ['no ending', EVENT, { kind: 'events', isGzip: false }],
    ['packed', gzipSync(EVENT), { kind: 'events', isGzip: true }],
    ['array.txt', Buffer.from('\ufeff [ {"a":1}]'), { kind: 'events' }],
    ['part-0000', Buffer.from('PAR1...'), { kind: 'parquet' }],
    ['really.json', Buffer.from('PAR1...'), { kind: 'parquet' }],
  ])('knows %s by its first bytes', (name, head, kind) => {
    expect(kindOf(name, head)).toMatchObject(kind);
  });

  it.each([
    ['README.md', Buffer.from('[a link](https://example.com)'), 'neither its name nor its first bytes'],
    ['logo.png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d]), 'a picture'],
    ['events.json.zip', Buffer.from('PK\u0003\u0004'), 'unpack it first'],
    ['events.json.zst', Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), 'unpack it first'],
    ['.DS_Store', Buffer.from([0, 0, 0, 1]), 'neither'],
    ['_SUCCESS', Buffer.alloc(0), 'neither'],
  ])('leaves %s out, and says why', (name, head, reason) => {
    expect(kindOf(name, head)).toEqual({ kind: 'unknown', reason: expect.stringContaining(reason) });
  });

  it.each([
    ['packed.parquet.gz', gzipSync('PAR1...'), 'unpack it first'],
    ['wide.json', Buffer.from('\ufeff{"a":1}', 'utf16le'), 'UTF-16'],
    ['picture.json', Buffer.from([0xff, 0xd8, 0xff, 0xe0]), 'a picture'],
    ['damaged.json.gz', Buffer.from([0, 1, 2, 3]), 'does not begin as gzip'],
  ])('says that %s cannot hold what its name promises', (name, head, reason) => {
    expect(kindOf(name, head)).toEqual({ kind: 'damaged', reason: expect.stringContaining(reason) });
  });
});
