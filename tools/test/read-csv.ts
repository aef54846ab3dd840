/** The rows of an RFC 4180 text as objects by its header line. Strict about quotes; takes CRLF and LF. */
export function readCsv(text: string): Record<string, string>[] {
  const [header = [], ...rows] = readCells(text);
  return rows.map((row) => Object.fromEntries(header.map((name, column) => [name, row[column] ?? ''])));
}

function readCells(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    if (quoted === undefined && plain === '' && end === '' && row.length === 0) break;
    row.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    if (end !== ',') {
      rows.push(row);
      row = [];
    }
    if (end === '') break;
  }
  return rows;
}
