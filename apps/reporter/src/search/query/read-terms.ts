import { queryFault, type Stretch } from './query-fault.js';

/** One term of a query line as it is written; the whole of it is where it stands. */
export interface WrittenTerm extends Stretch {
  readonly isNegated: boolean;
  /** What stands before the first colon outside quotes; undefined: free text, which has just one value. */
  readonly field: WrittenField | undefined;
  readonly values: readonly PlacedValue[];
}

/** Where it stands, its colon included. */
export interface WrittenField extends Stretch {
  readonly name: string;
}

/** What somebody wrote as a value, without its quotes. */
export interface WrittenValue {
  readonly text: string;
  /** In quotes each character stands for itself. */
  readonly isQuoted: boolean;
}

export type PlacedValue = WrittenValue & Stretch;

/** Cuts a query line into its terms (the grammar in docs/search.md), whatever they mean. Throws `queryFault`. */
export function readTerms(line: string): WrittenTerm[] {
  const terms: WrittenTerm[] = [];
  let at = afterBlanks(line, 0);
  while (at < line.length) {
    const term = readTerm(line, at);
    terms.push(term);
    at = afterBlanks(line, term.position + term.length);
  }
  return terms;
}

function readTerm(line: string, position: number): WrittenTerm {
  const isNegated = line[position] === '-';
  const start = isNegated ? position + 1 : position;
  if (isNegated && /^(?:$|[\s-])/.test(line.slice(start, start + 1))) {
    throw queryFault(LONELY_MINUS, { position, length: 1 });
  }
  const field = maybeField(line, start);
  const values = field === undefined ? [readValue(line, start, WORD)] : readValues(line, field);
  const end = values.map(endOf).at(-1) ?? start;
  return { isNegated, field, values, position, length: end - position };
}

function maybeField(line: string, position: number): WrittenField | undefined {
  const written = match(FIELD, line, position);
  return written === undefined ? undefined : { name: written.slice(0, -1), position, length: written.length };
}

/** Those that stand after the name of a field and its colon, with commas between them. */
function readValues(line: string, field: WrittenField): PlacedValue[] {
  const values: PlacedValue[] = [];
  let before: Stretch = field;
  do {
    const value = readValue(line, endOf(before), LISTED_VALUE);
    if (value.length === 0) throw queryFault(before === field ? NO_FIRST_VALUE : NO_NEXT_VALUE, before);
    values.push(value);
    before = { position: endOf(value), length: 1 };
  } while (line[before.position] === ',');
  return values;
}

/** A value in quotes, or what of the line `bare` matches. */
function readValue(line: string, position: number, bare: RegExp): PlacedValue {
  if (line[position] === '"') return readQuoted(line, position, bare);
  const text = match(bare, line, position) ?? '';
  const quote = text.search(/["“”„]/);
  if (quote === -1) return { text, isQuoted: false, position, length: text.length };
  throw queryFault(text[quote] === '"' ? QUOTE_INSIDE : CURVED_QUOTE, { position: position + quote, length: 1 });
}

function readQuoted(line: string, position: number, bare: RegExp): PlacedValue {
  let text = '';
  for (let at = position + 1; at < line.length; at += 1) {
    const character = line.charAt(at);
    if (character === '"') {
      const rest = match(bare, line, at + 1);
      if (rest !== undefined) throw queryFault(AFTER_QUOTE, { position: at + 1, length: rest.length });
      return { text, isQuoted: true, position, length: at + 1 - position };
    }
    if (character === '\\') {
      at += 1;
      if (at < line.length && !/["\\]/.test(line.charAt(at))) throw queryFault(ESCAPE, { position: at - 1, length: 1 });
    }
    text += line.charAt(at);
  }
  throw queryFault(UNCLOSED, { position, length: line.length - position });
}

function afterBlanks(line: string, position: number): number {
  return position + (match(BLANKS, line, position)?.length ?? 0);
}

/** What a sticky expression matches here; undefined also for nothing at all. */
function match(expression: RegExp, line: string, position: number): string | undefined {
  expression.lastIndex = position;
  return expression.exec(line)?.[0] || undefined;
}

function endOf({ position, length }: Stretch): number {
  return position + length;
}

const BLANKS = /\s+/y;
const FIELD = /[^\s":]*:/y;
const WORD = /\S+/y;
const LISTED_VALUE = /[^\s,]+/y;

const LONELY_MINUS = 'A "-" stands right before the term that must not hold. To find it in text, use double quotes.';
const NO_FIRST_VALUE = 'A value is missing after the colon. No blank may stand before it.';
const NO_NEXT_VALUE =
  'A value is missing after the comma. No blank may stand before it; in a value, a comma needs double quotes.';
const QUOTE_INSIDE =
  'A double quote stands within a value. Put all of the value in double quotes, and write \\" for a quote.';
const CURVED_QUOTE = 'This quote is curved. Write the straight ", also around text that holds a curved one.';
const AFTER_QUOTE = 'A blank must stand after the closing quote. For a quote within quotes write \\".';
const ESCAPE = 'In double quotes a backslash stands only before " or \\. For a backslash itself write two.';
const UNCLOSED = 'The closing quote is missing. For a quote within quotes write \\".';
