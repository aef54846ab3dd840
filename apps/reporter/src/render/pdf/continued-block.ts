import type { Block } from './block.js';
import { drawArtifact, drawText } from './pen.js';
import { PAGE, STYLE } from './style.js';
import type { Typeset } from './typeset.js';

/** Says at the top of a page what goes on there; no heading of its own to those who hear the report. */
export function continuedBlock(typeset: Typeset, title: string): Block {
  const set = typeset(`${title} (continued)`, STYLE.continued, PAGE.contentWidth, { mostLines: 1 });
  return {
    gapAbove: 0,
    height: set.height,
    missing: set.missing,
    draw: ({ pdf }, top) => drawArtifact(pdf, 'Pagination', () => drawText(pdf, set, PAGE.left, top)),
  };
}
