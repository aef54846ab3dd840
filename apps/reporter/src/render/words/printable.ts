export interface Printable {
  text: string;
  /** The code points that are shown by number, each once, in order of appearance. */
  missing: number[];
}

/** `[U+4E2D]`, the code point as Unicode writes it. */
export function codePointName(codePoint: number): string {
  return `U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}`;
}

/**
 * Text that a font can draw in full: what it has no glyph for is shown as its code point, never as a blank box. So is
 * what draws nothing or moves other characters (control, format and bidirectional characters, line separators,
 * lone surrogates): two names that differ must not look the same in an audit report.
 */
export function printable(text: string, hasGlyph: (codePoint: number) => boolean): Printable {
  if (PLAIN.test(text)) return { text, missing: [] };
  const missing = new Set<number>();
  let shown = '';
  for (const character of text) {
    const codePoint = character.codePointAt(0) ?? 0;
    const isShown = !UNSEEN.test(character) && hasGlyph(codePoint);
    if (!isShown) missing.add(codePoint);
    shown += isShown ? character : `[${codePointName(codePoint)}]`;
  }
  return { text: shown, missing: [...missing] };
}

const PLAIN = /^[\x20-\x7e]*$/;
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]/u;
