import { type Exact, isMembers } from './exact-json.js';

/** Ways to write one and the same value. */
export interface Spelling {
  space: string;
  isEscaped: boolean;
  isReversed: boolean;
}

export const SPELLINGS: readonly Spelling[] = [
  { space: '', isEscaped: false, isReversed: false },
  { space: ' ', isEscaped: false, isReversed: true },
  { space: '\r\n\t', isEscaped: false, isReversed: false },
  { space: '', isEscaped: true, isReversed: true },
];

/** JSON text of a value, in that spelling; keys that stand there twice are written twice. */
export function writeExact(value: Exact, spelling: Spelling = PLAIN): string {
  const { space, isEscaped, isReversed } = spelling;
  const list = (entries: string[]) => entries.join(`${space},${space}`);
  const text = (given: string) => (isEscaped ? escaped(given) : JSON.stringify(given));
  if (typeof value === 'string') return text(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `[${space}${list(value.map((element) => writeExact(element, spelling)))}]`;
  if (!isMembers(value)) return value.numeral;
  const members = value.members.map(([key, member]) => `${text(key)}${space}:${space}${writeExact(member, spelling)}`);
  return `{${space}${list(isReversed ? members.reverse() : members)}${space}}`;
}

function escaped(text: string): string {
  // A long one would be six times as long.
  if (text.length > 100) return JSON.stringify(text);
  let units = '';
  for (let at = 0; at < text.length; at += 1) units += `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`;
  return `"${units}"`;
}

const PLAIN = SPELLINGS[0] as Spelling;
