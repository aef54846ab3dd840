import { describe, expect, it } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { rawZstd } from '../../test/raw-zstd.js';
import { readLines } from '../../test/read-lines.js';
import { UnreadableFile } from './unreadable-file.js';

type Writing = Partial<Parameters<typeof parquetWriteBuffer>[0]>;

/** With a number that a double cannot hold. */
const EVENTS = Array.from({ length: 5_000 }, (_, nth) => `{"action":"kms.secrets.read","n":1234567890123456789${nth}}`);

describe('readParquet', () => {
  it.each<[string, Writing]>([
    ['no compression', { codec: 'UNCOMPRESSED' }],
    ['Snappy', { codec: 'SNAPPY' }],
    ['gzip', { codec: 'GZIP', compressors: { GZIP: (bytes) => new Uint8Array(gzipSync(bytes)) } }],
    ['Zstandard', { codec: 'ZSTD', compressors: { ZSTD: rawZstd } }],
    ['many row groups', { rowGroupSize: 700 }],
    ['many pages', { pageSize: 20_000, rowGroupSize: 5_000 }],
  ])('gives an envelope for each row, its text as it is: %s', async (_what, writing) => {
    const columnData = [
      { name: 'src_obj__event_metadata', data: EVENTS.map(() => '{"a":1}'), type: 'STRING' as const },
      { name: 'severity', data: EVENTS.map((_, nth) => BigInt(nth)), type: 'INT64' as const },
      { name: 'src_obj__user_data', data: EVENTS, type: 'STRING' as const },
    ];
    const { lines, position, bytes } = await readLines('a.parquet', parquetWriteBuffer({ columnData, ...writing }));
    expect(lines).toEqual(EVENTS.map((event) => JSON.stringify({ src_obj__user_data: event })));
    expect(position).toEqual({ bytes, events: 5_000 });
  });

  it('leaves bytes that are not UTF-8, and a column typed as JSON, for the collector to judge', async () => {
    const data = [new Uint8Array([0x7b, 0xff, 0x22, 0x7d]), undefined, new Uint8Array(Buffer.from('ü'))];
    const columnData = [{ name: 'user_data', data, type: 'BYTE_ARRAY' as const }];
    const { content } = await readLines('a.parquet', parquetWriteBuffer({ columnData }));
    const lines = ['{"user_data":"{\u00ff\\"}"}', '{"user_data":null}', '{"user_data":"\u00c3\u00bc"}', ''];
    expect(content.toString('latin1')).toBe(lines.join('\n'));

    const typed = [{ name: 'text', data: [{ action: 'a' }], type: 'JSON' as const }];
    expect((await readLines('a.parquet', parquetWriteBuffer({ columnData: typed }))).lines).toEqual([
      '{"text":"{\\"action\\":\\"a\\"}"}',
    ]);
  });

  it('gives nothing for a file without rows', async () => {
    const columnData = [{ name: 'text', data: [], type: 'STRING' as const }];
    expect((await readLines('a.parquet', parquetWriteBuffer({ columnData }))).lines).toEqual([]);
  });

  it.each<[string, ArrayBuffer, RegExp]>([
    ['has no such column', written('log', ['{}'], 'STRING'), /src_obj__user_data or user_data or text; there are: log/],
    ['has something else in it', written('text', [1, 2], 'DOUBLE'), /column text holds no text, but DOUBLE/],
    ['is cut off', written('text', EVENTS, 'STRING').slice(0, 2_000), /cannot be read as Parquet/],
    ['is damaged inside', damaged(written('text', EVENTS, 'STRING')), /cannot be read as Parquet/],
  ])('says so of a file that %s', async (_what, file, message) => {
    const reading = readLines('a.parquet', file);
    await expect(reading).rejects.toThrow(UnreadableFile);
    await expect(reading).rejects.toThrow(message);
  });
});

function written(name: string, data: unknown[], type: 'STRING' | 'DOUBLE'): ArrayBuffer {
  return parquetWriteBuffer({ columnData: [{ name, data, type }] });
}

function damaged(file: ArrayBuffer): ArrayBuffer {
  new Uint8Array(file).fill(0xa5, 40, 4_000);
  return file;
}
