import type { State } from '@trailkeeper/contract';
import { STATE_COLOUR } from './style.js';

/** How wide and high a mark is, in points. */
export const MARK_SIZE = 5.6;

/**
 * Draws the mark of a state around its middle. Shapes differ, not only colours: they are told apart in grey, by those
 * who do not see colours, and at a glance.
 */
export function drawStateMark(pdf: PDFKit.PDFDocument, state: State, x: number, y: number): void {
  const r = MARK_SIZE / 2;
  const colour = STATE_COLOUR[state];
  pdf.lineWidth(0.9);
  switch (state) {
    case 'seen':
      pdf.circle(x, y, r).fill(colour);
      return;
    case 'not-seen':
      pdf.circle(x, y, r - 0.45).stroke(colour);
      return;
    case 'attested':
      // the circle of what was not seen, crossed out: not applicable
      pdf
        .circle(x, y, r - 0.45)
        .moveTo(x - r + 1.1, y + r - 1.1)
        .lineTo(x + r - 1.1, y - r + 1.1)
        .stroke(colour);
      return;
    case 'undocumented':
      pdf.polygon([x, y - r - 0.5], [x + r + 0.5, y], [x, y + r + 0.5], [x - r - 0.5, y]).fill(colour);
      return;
    case 'failure':
      pdf.polygon([x, y - r], [x + r + 0.3, y + r - 0.3], [x - r - 0.3, y + r - 0.3]).fill(colour);
      return;
    case 'pending':
      pdf.circle(x, y, r - 0.45).stroke(colour);
      // the left half, filled: an arc down the left side, closed by the line up
      pdf.path(`M ${x} ${y - r} A ${r} ${r} 0 0 0 ${x} ${y + r} Z`).fill(colour);
      return;
    case 'deleted':
      pdf.rect(x - r + 0.3, y - r + 0.3, 2 * r - 0.6, 2 * r - 0.6).fill(colour);
      return;
    case 'prepared':
      pdf.rect(x - r + 0.75, y - r + 0.75, 2 * r - 1.5, 2 * r - 1.5).stroke(colour);
      return;
    case 'undone':
      // back, to the left
      pdf.polygon([x - r, y], [x + r - 0.3, y - r - 0.3], [x + r - 0.3, y + r + 0.3]).fill(colour);
      return;
    case 'attempted':
      // a failure's triangle, hollow: nothing was deleted
      pdf.polygon([x, y - r + 0.4], [x + r - 0.2, y + r - 0.7], [x - r + 0.2, y + r - 0.7]).stroke(colour);
      return;
    case 'refused':
      // no entry: the bar is left out, so that it is white on any ground
      pdf
        .circle(x, y, r + 0.1)
        .rect(x - r + 1, y - 0.6, 2 * r - 2, 1.2)
        .fill(colour, 'even-odd');
      return;
    case 'error':
      pdf
        .lineWidth(1.4)
        .moveTo(x - r + 0.7, y - r + 0.7)
        .lineTo(x + r - 0.7, y + r - 0.7);
      pdf
        .moveTo(x + r - 0.7, y - r + 0.7)
        .lineTo(x - r + 0.7, y + r - 0.7)
        .stroke(colour);
      return;
  }
}
