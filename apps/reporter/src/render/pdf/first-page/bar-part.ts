import type { State } from '@trailkeeper/contract';
import { STATE_COLOUR } from '../style.js';
import { hatch, STATE_FILL, type Box } from './hatch.js';

/** A part of a bar: full, empty or hatched by state. */
export function drawBarPart(pdf: PDFKit.PDFDocument, state: State, box: Box): void {
  const colour = STATE_COLOUR[state];
  const fill = STATE_FILL[state];
  if (fill === 'full' || box.width < 3) {
    pdf.rect(box.x, box.y, Math.max(box.width - GAP, 1), box.height).fill(colour);
    return;
  }
  const inner = { x: box.x + 0.4, y: box.y + 0.4, width: box.width - GAP - 0.8, height: box.height - 0.8 };
  hatch(pdf, [inner], inner, { colour, directions: fill });
  pdf.lineWidth(0.8).rect(inner.x, inner.y, inner.width, inner.height).stroke(colour);
}

/** White between two parts. */
const GAP = 0.8;
