/** Text that is already HTML. */
export class Markup {
  constructor(readonly text: string) {}
}

type Part = Markup | string | number | undefined | false | Part[];

/** Template tag: everything put in is escaped unless it is Markup itself. `false` and undefined leave nothing. */
export function markup(strings: TemplateStringsArray, ...parts: Part[]): Markup {
  return new Markup(strings.map((text, i) => text + (i < parts.length ? written(parts[i]) : '')).join(''));
}

/** Paragraphs at blank lines, `code` in backticks. */
export function prose(text: string): Markup {
  const paragraphs = text.split(/\n\s*\n/).map((paragraph) => markup`<p>${inline(paragraph)}</p>`);
  return markup`${paragraphs}`;
}

/** One line of text, with `code` in backticks. */
export function inline(text: string): Markup {
  const parts = text.split('`').map((part, i) => (i % 2 === 1 ? markup`<code>${part}</code>` : markup`${part}`));
  return markup`${parts}`;
}

function written(part: Part): string {
  if (part === undefined || part === false) return '';
  if (Array.isArray(part)) return part.map(written).join('');
  return part instanceof Markup ? part.text : escape(String(part));
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign);
}
