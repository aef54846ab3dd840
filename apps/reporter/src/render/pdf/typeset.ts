import { formatCount } from '../words/format-count.js';
import { printable } from '../words/printable.js';
import { breakLines, type Breaks, type Line } from './break-lines.js';
import { FONT_PATH } from './fonts.js';
import { glyphsOf } from './opened-font.js';
import { leadingOf, type FontName, type TextStyle } from './style.js';

/** Text broken into lines for a width, ready to be drawn anywhere. */
export interface SetText {
  lines: SetLine[];
  style: TextStyle;
  height: number;
  /** Code points shown by number because the font lacks them. */
  missing: number[];
}

/** With its parts from left to right where they are not all of one style. */
export interface SetLine extends Line {
  parts?: (TextPart & { left: number })[];
}

/** Of a text whose parts run on in one paragraph; the style must be no wider than that of the paragraph. */
export interface TextPart {
  text: string;
  style: TextStyle;
}

export interface SetOptions {
  breaks?: Breaks;
  /** What is longer ends with a line that says so. */
  mostLines?: number;
}

/** Breaks text for a width and style. */
export type Typeset = (
  text: string | readonly TextPart[],
  style: TextStyle,
  width: number,
  options?: SetOptions,
) => SetText;

/** Room for the hook that marks a cut line, in points. */
export const CUT_MARK_WIDTH = 4;

/** Of the widest line, in points. */
export function widthOf(set: SetText): number {
  return Math.max(0, ...set.lines.map((line) => line.width));
}

export function openTypesetter(pdf: PDFKit.PDFDocument): Typeset {
  const glyphs = new Map<FontName, ReadonlySet<number>>();
  const measure = openMeasure(pdf);
  return (text, style, width, options = {}) => {
    const known = glyphs.get(style.font) ?? glyphsOf(pdf, style.font);
    glyphs.set(style.font, known);
    const { breaks = 'words', mostLines = Infinity } = options;
    // 400 characters a line is more than fits anywhere: what is beyond need not be measured, only be counted
    const parts = startOf(typeof text === 'string' ? [{ text, style }] : text, mostLines * 400);
    const shown = parts.map((part) => ({ ...part, ...printable(part.text, (codePoint) => known.has(codePoint)) }));
    const ofStyle = (part: string): number => measure(part, style);
    const room = { width, markWidth: CUT_MARK_WIDTH, measure: ofStyle, breaks };
    const broken = breakLines(shown.map((part) => part.text).join(''), room);
    const styled = typeof text === 'string' ? broken : withParts(broken, shown, measure);
    const whole = typeof text === 'string' ? text : text.map((part) => part.text).join('');
    const lines =
      broken.length <= mostLines ? styled : shortened(styled, { mostLines, text: whole, width, measure: ofStyle });
    return { lines, style, height: lines.length * leadingOf(style), missing: shown.flatMap((part) => part.missing) };
  };
}

/** As many characters of the parts, together. */
function startOf(parts: readonly TextPart[], length: number): TextPart[] {
  let rest = length;
  return parts.map(({ text, style }) => {
    const part = { text: text.slice(0, Math.max(0, rest)), style };
    rest -= text.length;
    return part;
  });
}

/** Finds the parts again in the lines, which joined are the text but for outer spaces. */
function withParts(lines: readonly Line[], parts: readonly TextPart[], measure: Measure): SetLine[] {
  const all = parts.flatMap(({ text, style }) => Array.from(text, (character) => ({ character, style })));
  let next = all.findIndex(({ character }) => character !== ' ');
  return lines.map((line) => {
    const found: NonNullable<SetLine['parts']> = [];
    let left = 0;
    for (const { character, style } of all.slice(next, (next += [...line.text].length))) {
      const part = found.at(-1);
      if (part?.style === style) part.text += character;
      else found.push({ text: character, style, left });
      left += measure(character, style);
    }
    return { ...line, width: Math.min(line.width, left), parts: found };
  });
}

interface Shortening {
  mostLines: number;
  text: string;
  width: number;
  measure: (text: string) => number;
}

/** Never cut without a mark: a single line ends with an ellipsis, several with a line that says how much there was. */
function shortened(lines: SetLine[], { mostLines, text, width, measure }: Shortening): SetLine[] {
  if (mostLines > 1) {
    const words = `… cut, ${formatCount([...text].length)} characters in all`;
    const end = breakLines(words, { width, markWidth: CUT_MARK_WIDTH, measure, breaks: 'words' });
    return [...lines.slice(0, Math.max(1, mostLines - end.length)), ...end];
  }
  let start = lines.map((line) => line.text).join('');
  while (start !== '' && measure(`${start}…`) > width) start = start.slice(0, -1);
  return [{ text: `${start}…`, width: measure(`${start}…`), isCut: false }];
}

type Measure = (text: string, style: TextStyle) => number;

/**
 * Measures by characters, each of which is laid out once: shaping every id of a long report took three quarters of its
 * time. Kerning is left out, so a measured width is at most a hair too wide.
 */
function openMeasure(pdf: PDFKit.PDFDocument): Measure {
  const fonts = new Map<FontName, Map<string, number>>();
  return (text, { font, size }) => {
    const widths = fonts.get(font) ?? new Map<string, number>();
    fonts.set(font, widths);
    let width = 0;
    for (const character of text) {
      const known = widths.get(character);
      const characterWidth = known ?? pdf.font(FONT_PATH[font]).fontSize(1000).widthOfString(character) / 1000;
      if (known === undefined) widths.set(character, characterWidth);
      width += characterWidth;
    }
    return width * size;
  };
}
