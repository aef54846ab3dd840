import { csvCell, type CsvKind, type CsvValue } from './csv-cell.js';

export interface CsvColumn {
  name: string;
  kind: CsvKind;
}

export type CsvRow = readonly CsvValue[];

/** Bytes gathered before they are handed on: large enough to be few writes, small enough to be no burden. */
const CHUNK_CHARACTERS = 65_536;

/**
 * The report's rows as CSV (RFC 4180: UTF-8, CRLF, one header line). Takes the next rows only when the chunk before was
 * taken, so that memory stays bounded whatever the number of rows; use `Readable.from` where a stream is wanted.
 * Throws, naming the row, when a row has not one value for each column.
 */
export async function* writeCsv(
  columns: readonly CsvColumn[],
  batches: AsyncIterable<readonly CsvRow[]> | Iterable<readonly CsvRow[]>,
): AsyncGenerator<Buffer, void, undefined> {
  const kinds = columns.map(({ kind }) => kind);
  let text = line(
    columns.map(({ name }) => name),
    columns.map(() => 'text'),
  );
  let rowNumber = 0;
  for await (const rows of batches) {
    for (const row of rows) {
      rowNumber += 1;
      if (row.length !== kinds.length) {
        throw new Error(`CSV row ${rowNumber} has ${row.length} values for ${kinds.length} columns`);
      }
      text += line(row, kinds);
      if (text.length < CHUNK_CHARACTERS) continue;
      yield Buffer.from(text, 'utf8');
      text = '';
    }
  }
  if (text !== '') yield Buffer.from(text, 'utf8');
}

/** A single empty cell is written as `""`: an empty line would be read as no row at all. */
function line(values: CsvRow, kinds: readonly CsvKind[]): string {
  let cells = '';
  for (let index = 0; index < kinds.length; index += 1) {
    const cell = csvCell(values[index], kinds[index] ?? 'text');
    cells += index === 0 ? cell : `,${cell}`;
  }
  return cells === '' ? '""\r\n' : `${cells}\r\n`;
}
