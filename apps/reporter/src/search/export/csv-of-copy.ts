import type { CellBuffer } from './cells.js';
import { CopiedLine } from './copied-line.js';
import { copyPlan, type ExportColumn } from './export-columns.js';

/**
 * Makes the CSV of reports (RFC 4180: UTF-8, CRLF, a header line, `csvCell`) of the rows that COPY gives of
 * `copyPlan(columns)` with `COPY_OPTIONS`, in memory that does not follow their number.
 */
export class CsvOfCopy {
  rows = 0;
  private readonly cells;
  private readonly line: CopiedLine;
  private begun: Buffer = Buffer.alloc(0);
  private out: CellBuffer = { bytes: Buffer.allocUnsafeSlow(CHUNK_BYTES), length: 0 };

  constructor(private readonly columns: readonly ExportColumn[]) {
    const { cells, fields } = copyPlan(columns);
    this.cells = cells;
    this.line = new CopiedLine(fields);
  }

  header(): Buffer {
    return Buffer.from(`${this.columns.join(',')}\r\n`);
  }

  /** Takes a piece, which may end anywhere, and gives what has been gathered, in pieces of a moderate size. */
  *write(piece: Buffer): Generator<Buffer, void, undefined> {
    const bytes = this.begun.length === 0 ? piece : Buffer.concat([this.begun, piece]);
    let start = 0;
    for (let end = bytes.indexOf(LINE_FEED); end !== -1; end = bytes.indexOf(LINE_FEED, start)) {
      const most = MOST_TIMES * (end - start) + MOST_MORE;
      if (this.out.bytes.length - this.out.length < most) {
        if (this.out.length > 0) yield this.take();
        if (this.out.bytes.length < most) this.out.bytes = Buffer.allocUnsafeSlow(most);
      }
      this.writeLine(bytes, start, end);
      start = end + 1;
    }
    this.begun = bytes.subarray(start);
  }

  /** Gives what is left. Throws when the rows ended in the middle of one. */
  end(): Buffer {
    if (this.begun.length > 0) throw new Error('the copied rows end in the middle of one');
    return this.take();
  }

  private writeLine(bytes: Buffer, start: number, end: number): void {
    const { cells, line, out } = this;
    line.read(bytes, start, end);
    const from = out.length;
    for (let at = 0; at < cells.length; at += 1) {
      if (at > 0) out.bytes[out.length++] = COMMA;
      cells[at]!(line, out);
    }
    // An empty line would be read as no row at all.
    if (out.length === from) out.length += out.bytes.write('""', from);
    out.bytes[out.length++] = CARRIAGE_RETURN;
    out.bytes[out.length++] = LINE_FEED;
    this.rows += 1;
  }

  private take(): Buffer {
    const { bytes, length } = this.out;
    this.out = { bytes: Buffer.allocUnsafeSlow(CHUNK_BYTES), length: 0 };
    return bytes.subarray(0, length);
  }
}

/** As a `CopiedLine` is read: what is harmless can be copied as it lies there. */
export const COPY_OPTIONS = `with (delimiter ',', null '')`;

/** Large enough to be few writes, small enough to be no burden. */
const CHUNK_BYTES = 128 * 1024;

// What a row takes at most: each byte twice, for a quote; its action again in three columns of the catalog, and its time in
// the id; and as much more as ids of families, apostrophes and separators.
const MOST_TIMES = 6;
const MOST_MORE = 4_096;

const CARRIAGE_RETURN = 0x0d;
const LINE_FEED = 0x0a;
const COMMA = 0x2c;
