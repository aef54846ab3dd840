/**
 * Names of columns with an event's JSON that the collector opens as envelopes: Cloud Logs' bucket, its query, and the
 * export of an archive query.
 */
export const EVENT_COLUMNS: readonly string[] = ['src_obj__user_data', 'user_data', 'text'];

/**
 * Gathers cells into NDJSON, one envelope a line, in pieces of 64 KiB. Cells are latin1 texts, a sign for each byte: so
 * their bytes come out as they went in, whether they are UTF-8 or not; that is for the collector to judge.
 */
export class EnvelopeLines {
  private lines: string[] = [];
  private length = 0;

  constructor(private readonly column: string) {}

  /** A missing cell is an item too, or the rows would not add up. Answers a piece when one is full. */
  add(cell: string | null | undefined): Buffer | undefined {
    // JSON.stringify escapes ASCII and lone surrogates only, so no byte of a character of several bytes is touched.
    const line = `{"${this.column}":${JSON.stringify(cell ?? null)}}\n`;
    this.lines.push(line);
    this.length += line.length;
    return this.length >= PIECE_BYTES ? this.take() : undefined;
  }

  /** What has been gathered; undefined when there is nothing. */
  take(): Buffer | undefined {
    if (this.lines.length === 0) return undefined;
    const piece = Buffer.from(this.lines.join(''), 'latin1');
    [this.lines, this.length] = [[], 0];
    return piece;
  }
}

const PIECE_BYTES = 64 * 1024;
