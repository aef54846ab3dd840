import type { State } from '@trailkeeper/contract';

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** How a part of a bar or column is filled: wholly, or with lines in some directions, or (none) not at all. */
export type Fill = 'full' | readonly Direction[];
type Direction = 'up' | 'down' | 'across';

/** By state, because the states' colours have nearly the same grey: a printed page tells them apart too. */
export const STATE_FILL: Record<State, Fill> = {
  seen: 'full',
  'not-seen': [],
  attested: ['across'],
  undocumented: ['up'],
  failure: ['up', 'down'],
  pending: ['across'],
  deleted: 'full',
  prepared: ['across'],
  undone: ['up'],
  attempted: ['up', 'down'],
  refused: 'full',
  error: ['up'],
};

/** Fills boxes with lines that run over the whole area, so that boxes side by side look like one surface. */
export function hatch(
  pdf: PDFKit.PDFDocument,
  boxes: readonly Box[],
  area: Box,
  { colour, directions }: { colour: string; directions: readonly Direction[] },
): void {
  if (boxes.length === 0 || directions.length === 0) return;
  pdf.save();
  for (const box of boxes) pdf.rect(box.x, box.y, box.width, box.height);
  pdf.clip().lineWidth(0.7);
  const bottom = area.y + area.height;
  for (const direction of directions) {
    if (direction === 'across') {
      for (let y = area.y + 2; y < bottom; y += 2) pdf.moveTo(area.x, y).lineTo(area.x + area.width, y);
      continue;
    }
    const [startY, endY] = direction === 'up' ? [bottom, area.y] : [area.y, bottom];
    for (let x = area.x - area.height; x < area.x + area.width; x += 2.6) {
      pdf.moveTo(x, startY).lineTo(x + area.height, endY);
    }
  }
  pdf.stroke(colour).restore();
}
