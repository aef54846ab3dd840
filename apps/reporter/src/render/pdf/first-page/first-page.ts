import type { ReportDocument } from '@trailkeeper/contract';
import type { Block } from '../block.js';
import { continuedBlock } from '../continued-block.js';
import { STYLE } from '../style.js';
import { textBlock } from '../text-block.js';
import type { Typeset } from '../typeset.js';
import { attentionBlock } from './attention-block.js';
import { chartBlock } from './chart-block.js';
import { figuresBlock } from './figures-block.js';
import { provenanceBlock } from './provenance-block.js';
import { tallyBlock } from './tally-block.js';
import { titleBlock } from './title-block.js';

const MADE = 'How it was made';

/** Page 1, for the reader who has one minute: the result first, then how one knows, then how it was made. */
export function firstPage(typeset: Typeset, document: ReportDocument): Block[] {
  const heading = (text: string): Block =>
    textBlock(typeset, text, STYLE.heading, { tag: 'H2', gapAbove: 10, keepWithNext: true });
  const { chart, provenance } = document;
  return [
    titleBlock(typeset, document),
    textBlock(typeset, document.summary, STYLE.lead, { tag: 'P', gapAbove: 8 }),
    figuresBlock(typeset, document.figures, document.period),
    ...(chart === null ? [] : [heading(chart.title), chartBlock(typeset, chart)]),
    heading('Tally'),
    tallyBlock(typeset, document),
    heading('What needs attention'),
    attentionBlock(typeset, document.attention),
    heading(MADE),
    provenanceBlock(typeset, document),
    ...provenance.notes.map((note) => ({ ...noteBlock(typeset, note), repeated: [continuedBlock(typeset, MADE)] })),
  ];
}

function noteBlock(typeset: Typeset, note: string): Block {
  return textBlock(typeset, note, STYLE.note, { tag: 'P', gapAbove: 1.5 });
}
