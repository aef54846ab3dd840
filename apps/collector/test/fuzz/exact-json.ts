/** A JSON value as it was written: numbers by their text, members in order, keys as often as they stand there. */
export type Exact = null | boolean | string | ExactNumeral | Exact[] | ExactMembers;
export interface ExactNumeral {
  numeral: string;
}
export interface ExactMembers {
  members: [string, Exact][];
}

export function isMembers(value: Exact | undefined): value is ExactMembers {
  return typeof value === 'object' && value !== null && 'members' in value;
}

/** A copy that shares nothing with its original (`structuredClone` takes ten times as long). */
export function copyExact(value: Exact): Exact {
  if (typeof value !== 'object' || value === null || 'numeral' in value) return value;
  return Array.isArray(value) ? value.map(copyExact) : copyMembers(value);
}

export function copyMembers({ members }: ExactMembers): ExactMembers {
  return { members: members.map(([key, member]) => [key, copyExact(member)]) };
}

/** Reads JSON (RFC 8259) with nothing of what is tested; undefined when it is none, or deeper than 500. */
export function readExact(text: string): Exact | undefined {
  const reader = { text, at: 0 };
  try {
    const value = readValue(reader, 0);
    skipSpace(reader);
    return reader.at === text.length ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

interface Reader {
  text: string;
  at: number;
}

function readValue(reader: Reader, depth: number): Exact {
  if (depth > 500) throw new SyntaxError('too deep');
  skipSpace(reader);
  const first = reader.text[reader.at];
  if (first === '"') return readText(reader);
  if (first === '[') return readList(reader, ']', () => readValue(reader, depth + 1));
  if (first === '{') return { members: readList(reader, '}', () => readMember(reader, depth + 1)) };
  const token = match(reader, TOKEN);
  if (token === 'null') return null;
  return token === 'true' || token === 'false' ? token === 'true' : { numeral: token };
}

function readMember(reader: Reader, depth: number): [string, Exact] {
  skipSpace(reader);
  const key = readText(reader);
  skipSpace(reader);
  match(reader, /:/y);
  return [key, readValue(reader, depth)];
}

function readList<Entry>(reader: Reader, close: string, readEntry: () => Entry): Entry[] {
  const entries: Entry[] = [];
  reader.at += 1;
  skipSpace(reader);
  if (reader.text[reader.at] === close) {
    reader.at += 1;
    return entries;
  }
  for (;;) {
    entries.push(readEntry());
    skipSpace(reader);
    const next = match(reader, /[,\]}]/y);
    if (next === close) return entries;
    if (next !== ',') throw new SyntaxError('another bracket');
  }
}

function readText(reader: Reader): string {
  const text = match(reader, TEXT);
  return PLAIN_TEXT.test(text) ? text.slice(1, -1) : (JSON.parse(text) as string);
}

function skipSpace(reader: Reader): void {
  while (' \t\r\n'.includes(reader.text[reader.at] ?? 'x')) reader.at += 1;
}

function match(reader: Reader, pattern: RegExp): string {
  pattern.lastIndex = reader.at;
  const found = pattern.exec(reader.text)?.[0];
  if (found === undefined) throw new SyntaxError(`not at ${reader.at}`);
  reader.at += found.length;
  return found;
}

const TOKEN = /null|true|false|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const PLAIN_TEXT = /^[^\\\p{Cc}]*$/u;
const TEXT = /"(?:[^"\\]|\\.)*"/sy;
