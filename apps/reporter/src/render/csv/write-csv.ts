import { csvCell, type CsvKind, type CsvValue } from './csv-cell.js';

export interface CsvColumn {
  name: string;
  kind: CsvKind;
}

export type CsvRow = readonly CsvValue[];

/** Bytes gathered before they are handed on: large enough to be few writes, small enough to be no burden. */
const CHUNK_CHARACTERS = 65_536;

/**
 * The report's rows as CSV (RFC 4180: UTF-8, CRLF, one header line). Takes the next row only when the chunk before was
 * taken, so that memory stays bounded whatever the number of rows; use `Readable.from` where a stream is wanted.
 * Throws, naming the row, when a row has not one value for each column.
 */
export async function* writeCsv(
  columns: readonly CsvColumn[],
  rows: AsyncIterable<CsvRow> | Iterable<CsvRow>,
): AsyncGenerator<Buffer, void, undefined> {
  let text = line(columns.map((column) => csvCell(column.name, 'text')));
  let rowNumber = 0;
  for await (const row of rows) {
    rowNumber += 1;
    if (row.length !== columns.length) {
      throw new Error(`CSV row ${rowNumber} has ${row.length} values for ${columns.length} columns`);
    }
    text += line(columns.map((column, index) => csvCell(row[index], column.kind)));
    if (text.length < CHUNK_CHARACTERS) continue;
    yield Buffer.from(text, 'utf8');
    text = '';
  }
  if (text !== '') yield Buffer.from(text, 'utf8');
}

/** A single empty cell is written as `""`: an empty line would be read as no row at all. */
function line(cells: string[]): string {
  return cells.length === 1 && cells[0] === '' ? '""\r\n' : `${cells.join(',')}\r\n`;
}
