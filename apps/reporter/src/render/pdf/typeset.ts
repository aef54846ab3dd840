import { formatCount } from '../words/format-count.js';
import { printable } from '../words/printable.js';
import { breakLines, type Breaks, type Line } from './break-lines.js';
import { FONT_PATH } from './fonts.js';
import { glyphsOf } from './opened-font.js';
import { leadingOf, type FontName, type TextStyle } from './style.js';

/** Text broken into lines for a width, ready to be drawn anywhere. */
export interface SetText {
  lines: Line[];
  style: TextStyle;
  height: number;
  /** Code points shown by number because the font lacks them. */
  missing: number[];
}

export interface SetOptions {
  breaks?: Breaks;
  /** What is longer ends with a line that says so. */
  mostLines?: number;
}

/** Breaks text for a width and style. */
export type Typeset = (text: string, style: TextStyle, width: number, options?: SetOptions) => SetText;

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
    const head = text.length > mostLines * 400 ? text.slice(0, mostLines * 400) : text;
    const shown = printable(head, (codePoint) => known.has(codePoint));
    const ofStyle = (part: string): number => measure(part, style);
    const broken = breakLines(shown.text, { width, markWidth: CUT_MARK_WIDTH, measure: ofStyle, breaks });
    const lines = broken.length <= mostLines ? broken : shortened(broken, { mostLines, text, width, measure: ofStyle });
    return { lines, style, height: lines.length * leadingOf(style), missing: shown.missing };
  };
}

interface Shortening {
  mostLines: number;
  text: string;
  width: number;
  measure: (text: string) => number;
}

/** Never cut without a mark: a single line ends with an ellipsis, several with a line that says how much there was. */
function shortened(lines: Line[], { mostLines, text, width, measure }: Shortening): Line[] {
  if (mostLines > 1) {
    const words = `… cut, ${formatCount([...text].length)} characters in all`;
    const end = breakLines(words, { width, markWidth: CUT_MARK_WIDTH, measure, breaks: 'words' });
    return [...lines.slice(0, Math.max(1, mostLines - end.length)), ...end];
  }
  let start = lines.map((line) => line.text).join('');
  while (start !== '' && measure(`${start}…`) > width) start = start.slice(0, -1);
  return [{ text: `${start}…`, width: measure(`${start}…`), isCut: false }];
}

/**
 * Measures by characters, each of which is laid out once: shaping every id of a long report took three quarters of its
 * time. Kerning is left out, so a measured width is at most a hair too wide.
 */
function openMeasure(pdf: PDFKit.PDFDocument): (text: string, style: TextStyle) => number {
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
