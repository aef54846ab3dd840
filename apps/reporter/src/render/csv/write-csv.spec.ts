import { Readable } from 'node:stream';
import fc from 'fast-check';
import { restoreText } from './csv-cell.js';
import { writeCsv, type CsvRow } from './write-csv.js';

describe('writeCsv', () => {
  it('writes one header line and a line a row, each ended by CRLF', async () => {
    const csv = await written(
      ['action', 'success'],
      [
        ['kms.secrets.create', 3],
        ['kms.secrets.list', null],
      ],
    );
    expect(csv).toBe('action,success\r\nkms.secrets.create,3\r\nkms.secrets.list,\r\n');
  });

  it('writes the header line of an empty report', async () => {
    expect(await written(['action', 'success'], [])).toBe('action,success\r\n');
  });

  it('gives back every text through a strict RFC 4180 parser', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(...'=+-@\t\r\n\'", ;＝\u200b') }),
    );
    const table = fc
      .integer({ min: 1, max: 5 })
      .chain((width) =>
        fc.array(fc.array(text, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 8 }),
      );
    await fc.assert(
      fc.asyncProperty(table, async ([header, ...rows]) => {
        const read = parseStrictly(await written(header ?? [], rows));
        expect(read.map((row) => row.map(restoreText))).toEqual([header, ...rows]);
      }),
    );
  });

  it('refuses a row that has not one value for each column', async () => {
    await expect(written(['a', 'b'], [['1', '2'], ['3']])).rejects.toThrow('CSV row 2 has 1 values for 2 columns');
  });

  it('takes rows only as fast as its chunks are taken', async () => {
    let taken = 0;
    const row = ['x'.repeat(1000)];
    const rows = (function* (): Generator<CsvRow[]> {
      for (; taken < 1_000_000; taken += 1) yield [row];
    })();
    const chunks = writeCsv([{ name: 'a', kind: 'text' }], rows);
    await chunks.next();
    await chunks.next();
    expect(taken).toBeLessThan(200);
    await chunks.return();
  });

  it('can be read as a stream of bytes', async () => {
    const stream = Readable.from(writeCsv([{ name: 'a', kind: 'text' }], [[['中']]]));
    const chunks = await stream.toArray();
    expect(Buffer.concat(chunks).toString('hex')).toBe(Buffer.from('a\r\n中\r\n').toString('hex'));
  });
});

async function written(names: string[], rows: CsvRow[]): Promise<string> {
  const columns = names.map((name) => ({ name, kind: 'text' as const }));
  const chunks: Buffer[] = [];
  for await (const chunk of writeCsv(columns, [rows])) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** RFC 4180 and nothing more: CRLF ends every record, quotes only around whole fields, doubled inside. */
function parseStrictly(csv: string): string[][] {
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
  const rows: string[][] = [];
  let row: string[] = [];
  while (field.lastIndex < csv.length) {
    const at = field.lastIndex;
    const match = field.exec(csv);
    if (match === null) throw new Error(`Not RFC 4180 at character ${at}: ${JSON.stringify(csv.slice(at, at + 20))}`);
    row.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === ',') continue;
    rows.push(row);
    row = [];
  }
  if (row.length > 0) throw new Error('The last record is not ended');
  return rows;
}
