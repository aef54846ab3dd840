import { FONT_PATH } from './fonts.js';
import { COLOUR, leadingOf } from './style.js';
import { CUT_MARK_WIDTH, type SetText } from './typeset.js';

/** Where in a line's height its letters stand: capitals of Source Sans (0.66 high) are then in the middle of 1.35. */
const BASELINE = (1.35 + 0.66) / 2 / 1.35;

/** The edge text is aligned to; x is that edge. */
export type Align = 'left' | 'right';

/** Draws lines of text downwards from `top`; with `right`, x is the right edge. */
export function drawText(pdf: PDFKit.PDFDocument, set: SetText, x: number, top: number, align: Align = 'left'): void {
  const { style, lines } = set;
  const leading = leadingOf(style);
  lines.forEach((line, index) => {
    const left = align === 'right' ? x - line.width : x;
    const baseline = top + (index + BASELINE) * leading;
    for (const part of line.parts ?? [{ text: line.text, style, left: 0 }]) {
      pdf.font(FONT_PATH[part.style.font]).fontSize(part.style.size).fillColor(part.style.colour);
      pdf.text(part.text, left + part.left, baseline, { lineBreak: false, baseline: 'alphabetic' });
    }
    if (line.isCut) drawCutMark(pdf, left + line.width, baseline);
  });
}

/** A small hook at the end of a line that goes on without a break: drawn, so that it is not copied with the text. */
function drawCutMark(pdf: PDFKit.PDFDocument, x: number, baseline: number): void {
  const right = x + CUT_MARK_WIDTH - 0.6;
  pdf
    .lineWidth(0.5)
    .moveTo(right, baseline - 3)
    .lineTo(right, baseline)
    .lineTo(x + 0.9, baseline)
    .stroke(COLOUR.secondary);
}

/** Draws what is no content (rules, headers, footers), so that it is not read out. */
export function drawArtifact(pdf: PDFKit.PDFDocument, type: 'Layout' | 'Pagination', draw: () => void): void {
  pdf.markContent('Artifact', { type });
  draw();
  pdf.endMarkedContent();
}

export interface Rule {
  left: number;
  right: number;
  y: number;
  colour?: string;
  thickness?: number;
}

export function drawRule(pdf: PDFKit.PDFDocument, rule: Rule): void {
  drawArtifact(pdf, 'Layout', () => strokeRule(pdf, rule));
}

/** The rule alone, for use inside what is already an artifact or a figure. */
export function strokeRule(
  pdf: PDFKit.PDFDocument,
  { left, right, y, colour = COLOUR.rule, thickness = 0.5 }: Rule,
): void {
  pdf.lineWidth(thickness).moveTo(left, y).lineTo(right, y).stroke(colour);
}
