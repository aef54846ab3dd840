import { type Exact, readExact } from './exact-json.js';

/** JSON in which nothing is lost: no key twice, no NUL, no half character, at most 100 levels. */
export function readStrictly(text: string): Exact | undefined {
  const value = readExact(text);
  return value !== undefined && isSound(value, 1) ? value : undefined;
}

function isSound(value: Exact, depth: number): boolean {
  if (typeof value === 'string') return isSoundText(value);
  if (typeof value !== 'object' || value === null || 'numeral' in value) return true;
  if (depth > 100) return false;
  if (Array.isArray(value)) return value.every((element) => isSound(element, depth + 1));
  const keys = new Set(value.members.map(([key]) => key));
  return (
    keys.size === value.members.length &&
    value.members.every(([key, member]) => isSoundText(key) && isSound(member, depth + 1))
  );
}

function isSoundText(text: string): boolean {
  if (text.includes('\0')) return false;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit < 0xd800 || unit > 0xdfff) continue;
    const next = text.charCodeAt(at + 1);
    if (unit > 0xdbff || !(next >= 0xdc00 && next <= 0xdfff)) return false;
    at += 1;
  }
  return true;
}
