/** FNV-1a over UTF-16 code units, as PostgreSQL's `integer`. Quick, and its collisions only cost a look at a row. */
export function hashTerm(text: string, begun = NOTHING_HASHED): number {
  let hash = begun;
  for (let at = 0; at < text.length; at += 1) hash = hashOn(hash, text.charCodeAt(at));
  return hash | 0;
}

/** A hash goes on with one more code unit. */
export function hashOn(hash: number, codeUnit: number): number {
  return Math.imul(hash ^ codeUnit, 0x01000193);
}

const NOTHING_HASHED = 0x811c9dc5;
