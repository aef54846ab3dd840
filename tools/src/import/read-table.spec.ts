import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { readLines } from '../../test/read-lines.js';
import { UnreadableFile } from './unreadable-file.js';

const EVENT = '{"action":"kms.secrets.read","message":"a, b\\tc \\"d\\" über"}';
const QUOTED = `"${EVENT.replaceAll('"', '""')}"`;

describe('readTable', () => {
  it.each<[string, string, string | Uint8Array]>([
    ['TSV of an archive query', 'a.tsv', `time\ttext\n1\t${EVENT}\n2\t${EVENT}\n`],
    ['TSV that quotes', 'a.tsv', `time\ttext\n1\t${QUOTED}\n2\t${QUOTED}\n`],
    ['CSV', 'a.csv', `time,text\r\n1,${QUOTED}\r\n2,${QUOTED}`],
    [
      'CSV with semicolons, a byte order mark and empty lines',
      'a.csv',
      `\ufeff"text";n\n\n${QUOTED};1\n${QUOTED};2\n\n`,
    ],
    ['CSV with the event in a column of another name', 'a.csv', `Logs,Time\n${QUOTED},1\n${QUOTED},2\n`],
    ['CSV packed with gzip', 'a.csv.gz', gzipSync(`time,text\n1,${QUOTED}\n2,${QUOTED}\n`)],
    ['rows with cells too many', 'a.tsv', `time\ttext\n1\t${EVENT}\t\n2\t${EVENT}\tx\n`],
  ])('gives an envelope for each row: %s', async (_what, name, table) => {
    const { lines, position, bytes } = await readLines(name, table);
    const line = JSON.stringify({ text: EVENT });
    expect(lines).toEqual([line, line]);
    expect(position).toEqual({ bytes, events: 2 });
  });

  it('counts a row without the cell too, and keeps line breaks and bytes that are not UTF-8', async () => {
    const table = Buffer.concat([Buffer.from('n,text\n1\n2,"{\n}"\n3,'), Buffer.from([0xff, 0x0a])]);
    const { content } = await readLines('a.csv', table);
    expect(content.toString('latin1')).toBe('{"text":null}\n{"text":"{\\n}"}\n{"text":"\u00ff"}\n');
  });

  it('gives nothing for a table without rows', async () => {
    expect((await readLines('a.csv', 'time,text\n')).lines).toEqual([]);
  });

  it.each<[string, string, string | Uint8Array, RegExp]>([
    [
      'a quotation mark is not closed',
      'a.csv',
      `n,text\n1,${QUOTED}\n2,"{""action`,
      /line 3: a quotation mark is never/,
    ],
    ['a quoted cell goes on', 'a.csv', `n,text\n1,"{""a"":1}x"y\n`, /line 2: behind a closing quotation mark/],
    ['no column holds events', 'a.csv', 'a,b\n1,2\n', /the columns are: a, b/],
    [
      'its gzip is cut off',
      'a.csv.gz',
      gzipSync(`n,text\n1,${QUOTED}\n`.repeat(99)).subarray(0, -20),
      /cannot be unpacked/,
    ],
  ])('says so where %s, and quotes nothing', async (_what, name, table, message) => {
    const reading = readLines(name, table);
    await expect(reading).rejects.toThrow(UnreadableFile);
    await expect(reading).rejects.toThrow(message);
    await expect(reading).rejects.not.toThrow(/kms/);
  });
});
