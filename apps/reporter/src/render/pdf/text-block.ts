import type { Block } from './block.js';
import { drawText } from './pen.js';
import { PAGE, type TextStyle } from './style.js';
import type { SetText, Typeset } from './typeset.js';

export interface TextBlockOptions {
  gapAbove: number;
  /** The element of the tagged structure: a heading or a paragraph. */
  tag: 'H1' | 'H2' | 'H3' | 'P';
  keepWithNext?: boolean;
}

/** Longer words of a report than this are a fault of its kind; they are cut with a mark rather than run off the page. */
const MOST_LINES = 40;

/** A heading or paragraph over the page's whole width. */
export function textBlock(typeset: Typeset, text: string, style: TextStyle, options: TextBlockOptions): Block {
  const set = typeset(text, style, PAGE.contentWidth, { mostLines: MOST_LINES });
  const { tag, ...rest } = options;
  return {
    ...rest,
    height: set.height,
    missing: set.missing,
    draw: ({ pdf, body }, top) => {
      body.add(pdf.struct(tag, {}, () => drawText(pdf, set, PAGE.left, top)));
    },
  };
}

/** All code points shown by number in several texts. */
export function missingOf(sets: readonly SetText[]): number[] {
  return sets.flatMap((set) => set.missing);
}
