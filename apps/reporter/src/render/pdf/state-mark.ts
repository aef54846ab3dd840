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
  }
}
