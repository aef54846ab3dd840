import fc from 'fast-check';
import { type CopiedRow, copiedRows } from './copied-rows.js';

describe('copiedRows', () => {
  it('reads nulls, empty texts, escapes and letters beyond ASCII', async () => {
    const text = 'a\t\\N\t\n\\\\N\t\\t\\n\\\\\t中é😀\n';
    expect(await rowsOf([text])).toEqual([
      ['a', null, ''],
      ['\\N', '\t\n\\', '中é😀'],
    ]);
  });

  it('gives back whatever was written, however the pieces are cut', async () => {
    const value = fc.option(fc.string({ unit: fc.constantFrom(...'aN\\\t\n\r\b\v\f;é中😀') }), { nil: null });
    const table = fc.array(fc.array(value, { minLength: 3, maxLength: 3 }), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(table, fc.integer({ min: 1, max: 9 }), async (rows, size) => {
        expect(await rowsOf([rows.map(written).join('')], size)).toEqual(rows);
      }),
    );
  });

  it('fails on rows that end too early, and gives none for none', async () => {
    await expect(rowsOf(['a\tb\nc'])).rejects.toThrow('in the middle');
    expect(await rowsOf([])).toEqual([]);
  });
});

async function rowsOf(texts: string[], size = Infinity): Promise<CopiedRow[]> {
  const rows: CopiedRow[] = [];
  for await (const some of copiedRows(pieces(texts, size))) rows.push(...some);
  return rows;
}

async function* pieces(texts: string[], size: number): AsyncGenerator<Buffer> {
  for (const bytes of texts.map((text) => Buffer.from(text))) {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }
}

/** As PostgreSQL writes a row. */
function written(row: CopiedRow): string {
  const letters: Record<string, string> = {
    ...{ '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r', '\b': '\\b', '\v': '\\v', '\f': '\\f' },
  };
  const field = (value: string | null) =>
    value?.replace(/[\\\t\n\r\b\v\f]/g, (letter) => letters[letter] ?? '') ?? '\\N';
  return `${row.map(field).join('\t')}\n`;
}
