import type { State } from '@trailkeeper/contract';
import { STATE_COLOUR } from '../style.js';
import { hatch, STATE_FILL, type Box } from './hatch.js';

/**
 * The parts of one state in all columns: full, empty or hatched by state. They are drawn together, so that hatching
 * runs on from one thin column to the next; by itself a column of a point's width could not show it.
 */
export function drawColumnParts(pdf: PDFKit.PDFDocument, state: State, parts: readonly Box[], area: Box): void {
  const colour = STATE_COLOUR[state];
  const fill = STATE_FILL[state];
  const boxes = parts.map(withoutGap);
  const solid = fill === 'full' ? boxes : boxes.filter(isLow);
  if (solid.length > 0) {
    for (const box of solid) pdf.rect(box.x, box.y, box.width, box.height);
    pdf.fill(colour);
  }
  if (fill === 'full') return;
  const open = boxes.filter((box) => !isLow(box));
  hatch(pdf, open, area, { colour, directions: fill });
  const outlined = open.filter((box) => box.width >= LEAST_OUTLINED);
  if (outlined.length === 0) return;
  pdf.lineWidth(LINE);
  for (const { x, y, width, height } of outlined) {
    pdf.rect(x + LINE / 2, y + LINE / 2, width - LINE, height - LINE);
  }
  pdf.stroke(colour);
}

/** White above a part, where the next one stands. */
const GAP = 0.6;
const LINE = 0.7;
/** Two lines and something between. */
const LEAST_OUTLINED = 3;

function withoutGap({ x, y, width, height }: Box): Box {
  const gap = Math.min(GAP, height / 3);
  return { x, y: y + gap, width, height: height - gap };
}

/** Too low to show hatching. */
function isLow(box: Box): boolean {
  return box.height < 2.4;
}
