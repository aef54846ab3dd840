/** Lines of plain text. */
export function plainLines(lines: readonly string[]): string {
  return `${lines.map(inOneLine).join('\n')}\n`;
}

/** A text without line breaks or other control characters: what people wrote must not make lines of its own. */
export function inOneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
}
