/** A value of one column: a text, a number, a truth value, bytes as they are or in hexadecimal, or null. */
export type CopyValue = string | number | boolean | null | Buffer | { hex: string };

/** One row in the text format of COPY (PostgreSQL, COPY, "Text Format"). NUL cannot be stored; no event has it. */
export function copyRow(values: readonly CopyValue[]): string {
  return `${values.map(copyText).join('\t')}\n`;
}

/** An array of numbers. */
export function copyList(numbers: readonly number[]): string {
  return `{${numbers.join(',')}}`;
}

function copyText(value: CopyValue): string {
  if (typeof value === 'string') return SPECIAL.test(value) ? value.replace(EACH_SPECIAL, escaped) : value;
  if (value === null) return '\\N';
  if (typeof value !== 'object') return String(value);
  return `\\\\x${'hex' in value ? value.hex : value.toString('hex')}`;
}

function escaped(character: string): string {
  return ESCAPES[character] ?? character;
}

const ESCAPES: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };
const SPECIAL = /[\\\t\n\r]/;
const EACH_SPECIAL = /[\\\t\n\r]/g;
