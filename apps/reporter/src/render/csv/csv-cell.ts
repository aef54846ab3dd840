/** What a row gives for one cell; null and undefined are both "not known" and become the empty cell. */
export type CsvValue = string | number | bigint | Date | null | undefined;

/**
 * `number` cells stay plain, so that a spreadsheet can add them up; `time` cells become RFC 3339 in UTC. Everything
 * else is `text`, which is what the outside world sent and is never to be run.
 */
export type CsvKind = 'text' | 'number' | 'time';

/**
 * One cell as RFC 4180 writes it: made inert if a spreadsheet would run it, then quoted if it needs quotes.
 * Throws on a number that is not finite and on a time that is none: both are faults of ours.
 */
export function csvCell(value: CsvValue, kind: CsvKind): string {
  if (value === null) return '';
  if (typeof value === 'string' && (kind === 'time' ? UTC_TIME : HARMLESS).test(value)) return value;
  return csvCellByRule(value, kind);
}

/** The same without the short cut. */
export function csvCellByRule(value: CsvValue, kind: CsvKind): string {
  return quote(inertText(value, kind));
}

/**
 * What nearly every cell is, told in one look: plain ASCII that begins with a letter, a digit or the like, does not end
 * with a space and holds neither comma nor quote. Nothing below would change it.
 */
const HARMLESS = /^(?:[\w./:(](?:[\x20\x21\x23-\x2b\x2d-\x7e]*[\x21\x23-\x2b\x2d-\x7e])?)?$/;

/** Gives back what a text cell held before `csvCell` made it inert: exactly one leading apostrophe less. */
export function restoreText(cell: string): string {
  return cell.startsWith("'") ? cell.slice(1) : cell;
}

function inertText(value: CsvValue, kind: CsvKind): string {
  if (value === null || value === undefined) return '';
  if (kind === 'time') return utcTime(value);
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Error(`A CSV cell cannot hold ${value}`);
  const text = value instanceof Date ? utcTime(value) : String(value);
  if (typeof value !== 'string' || (kind === 'number' && PLAIN_NUMBER.test(text))) return text;
  return text.startsWith("'") || wouldRun(text) ? `'${text}` : text;
}

/** A count that PostgreSQL gives as text (`bigint`, `numeric`) is a number too. */
const PLAIN_NUMBER = /^-?\d+(\.\d+)?$/;

/**
 * Whether a spreadsheet may take the text for a formula. The first visible character decides, because importers trim
 * white space and invisible characters; its compatibility form counts, because some read full-width `＝` as `=`
 * (OWASP, "CSV Injection"). A leading tab, CR or LF is enough by itself.
 */
function wouldRun(text: string): boolean {
  if (/^[\t\r\n]/.test(text)) return true;
  const [first] = text.replace(/^[\s\p{Cc}\p{Cf}]+/u, '');
  return first !== undefined && '=+-@'.includes(first.normalize('NFKC'));
}

/** RFC 3339 in UTC with `Z`; such text keeps its fraction as it is. */
const UTC_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** Converts an offset other than UTC. */
function utcTime(value: CsvValue): string {
  const time = value instanceof Date ? value : new Date(String(value));
  if (Number.isNaN(time.getTime())) throw new Error(`"${String(value)}" is not an RFC 3339 time`);
  return time.toISOString();
}

/** RFC 4180 2.5 to 2.7. Outer spaces are quoted too: the RFC keeps them, some readers do not. */
function quote(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
