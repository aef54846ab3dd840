import { FONT_PATH } from './fonts.js';
import type { FontName } from './style.js';

/** The code points a font has glyphs for. */
export function glyphsOf(pdf: PDFKit.PDFDocument, font: FontName): ReadonlySet<number> {
  return new Set(opened(pdf, font).font.characterSet);
}

/**
 * Makes a document put ids, times and numbers together character by character instead of shaping them: every id of a
 * long report is another word, shaping them took two thirds of its time and pdfkit keeps each. Words of prose keep their
 * kerning and ligatures, and whatever has combining marks keeps them in place.
 */
export function layOutIdsPlainly(pdf: PDFKit.PDFDocument): void {
  for (const font of Object.keys(FONT_PATH) as FontName[]) {
    const target = opened(pdf, font);
    const shaped = target.layoutCached.bind(target);
    const isShaped = (word: string): boolean => (font === 'code' ? /\p{M}/u.test(word) : PROSE.test(word));
    target.layoutCached = (word) => (isShaped(word) ? shaped(word) : joined(word, shaped));
  }
}

const PROSE = /^[\p{L}\p{P}]{1,24} ?$|\p{M}/u;

function joined(word: string, layout: (character: string) => Run): Run {
  const joint: Run = { glyphs: [], positions: [], advanceWidth: 0 };
  for (const character of word) {
    const run = layout(character);
    joint.glyphs.push(...run.glyphs);
    joint.positions.push(...run.positions);
    joint.advanceWidth += run.advanceWidth;
  }
  return joint;
}

interface Run {
  glyphs: object[];
  positions: object[];
  advanceWidth: number;
}

interface OpenedFont {
  font: { characterSet: number[] };
  layoutCached(word: string): Run;
}

/** pdfkit keeps an opened font to itself; this is the one door to it. */
function opened(pdf: PDFKit.PDFDocument, font: FontName): OpenedFont {
  pdf.font(FONT_PATH[font]);
  return (pdf as unknown as { _font: OpenedFont })._font;
}
