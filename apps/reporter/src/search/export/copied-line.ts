/**
 * The lines of COPY's text format with commas between the fields and null as nothing, byte for byte: where the fields of one
 * lie, and which of them are what they look like. Several times as fast as texts, for rows that are only written down again.
 * Source: PostgreSQL documentation, COPY, "Text Format".
 */
export class CopiedLine {
  bytes: Buffer = Buffer.alloc(0);
  private readonly ends: Int32Array;
  private readonly isOdd: Uint8Array;

  constructor(private readonly fields: number) {
    // Each field begins behind the comma that ends the one before.
    this.ends = new Int32Array(fields + 1);
    this.isOdd = new Uint8Array(fields);
  }

  /** Takes the line from `start` to `end`, without its line feed. Throws unless it has just the fields. */
  read(bytes: Buffer, start: number, end: number): void {
    const { ends, isOdd } = this;
    this.bytes = bytes;
    isOdd.fill(0);
    let field = 0;
    ends[0] = start - 1;
    for (let at = start; at < end; at += 1) {
      const byte = bytes[at]!;
      if (byte > COMMA && byte !== BACKSLASH) continue;
      if (byte === COMMA) {
        field += 1;
        ends[field] = at;
      } else if (byte === BACKSLASH) {
        isOdd[field] = 1;
        at += 1; // past what it stands before, which may be a comma
      } else if (byte === QUOTE) {
        isOdd[field] = 1;
      }
    }
    field += 1;
    ends[field] = end;
    if (field !== this.fields) throw new Error(`a copied row has ${field} fields for ${this.fields}`);
  }

  start(field: number): number {
    return this.ends[field]! + 1;
  }

  end(field: number): number {
    return this.ends[field + 1]!;
  }

  /** Whether it is seen to be what `csvCell` makes of it. Control characters are escaped, or may stand inside. */
  isHarmless(field: number): boolean {
    const start = this.ends[field]! + 1;
    const end = this.ends[field + 1]!;
    if (start === end) return true;
    return this.isOdd[field] === 0 && IS_FIRST[this.bytes[start]!] === 1 && IS_LAST[this.bytes[end - 1]!] === 1;
  }

  /** The field as text, with its escapes read; null is the empty text. */
  text(field: number): string {
    const text = this.bytes.toString('utf8', this.start(field), this.end(field));
    return text.includes('\\')
      ? text.replace(/\\(.)/gs, (_escape: string, letter: string) => ESCAPED[letter] ?? letter)
      : text;
  }
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;

/** What a harmless text begins with (`csvCell`), and what it ends with: nothing that may be a space, of any alphabet. */
const IS_FIRST = Uint8Array.from({ length: 256 }, (_none, byte) => Number(/[\w./:(]/.test(String.fromCharCode(byte))));
const IS_LAST = Uint8Array.from({ length: 256 }, (_none, byte) => Number(byte > 0x20 && byte < 0x7f));

/** What follows a backslash; anything else stands for itself. */
const ESCAPED: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };
