import type { State } from '@trailkeeper/contract';
import { STATE_COLOUR } from '../style.js';

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/**
 * A part of a bar. Full, empty or hatched by state, because the states' colours have nearly the same grey: a printed
 * page tells them apart too.
 */
export function drawBarPart(pdf: PDFKit.PDFDocument, state: State, box: Box): void {
  const colour = STATE_COLOUR[state];
  if (state === 'seen' || box.width < 3) {
    pdf.rect(box.x, box.y, Math.max(box.width - GAP, 1), box.height).fill(colour);
    return;
  }
  const inner = { x: box.x + 0.4, y: box.y + 0.4, width: box.width - GAP - 0.8, height: box.height - 0.8 };
  if (state !== 'not-seen') hatch(pdf, inner, colour, HATCH[state]);
  pdf.lineWidth(0.8).rect(inner.x, inner.y, inner.width, inner.height).stroke(colour);
}

/** White between two parts. */
const GAP = 0.8;

const HATCH = { undocumented: ['up'], failure: ['up', 'down'], pending: ['across'] } as const;

type Direction = 'up' | 'down' | 'across';

function hatch(pdf: PDFKit.PDFDocument, box: Box, colour: string, directions: readonly Direction[]): void {
  pdf.save().rect(box.x, box.y, box.width, box.height).clip().lineWidth(0.7);
  const bottom = box.y + box.height;
  for (const direction of directions) {
    if (direction === 'across') {
      for (let y = box.y + 2; y < bottom; y += 2) pdf.moveTo(box.x, y).lineTo(box.x + box.width, y);
      continue;
    }
    const [startY, endY] = direction === 'up' ? [bottom, box.y] : [box.y, bottom];
    for (let x = box.x - box.height; x < box.x + box.width; x += 2.6) {
      pdf.moveTo(x, startY).lineTo(x + box.height, endY);
    }
  }
  pdf.stroke(colour).restore();
}
