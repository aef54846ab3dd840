/** FNV-1a over UTF-16 code units, as PostgreSQL's `integer`. Quick, and its collisions only cost a look at a row. */
export function hashTerm(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash | 0;
}
