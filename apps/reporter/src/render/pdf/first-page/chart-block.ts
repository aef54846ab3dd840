import type { ReportDocument } from '@trailkeeper/contract';
import type { Block } from '../block.js';
import type { Typeset } from '../typeset.js';
import { barsBlock } from './bars-block.js';
import { columnsBlock } from './columns-block.js';

/** The chart without its title, drawn as its kind asks for. */
export function chartBlock(typeset: Typeset, chart: NonNullable<ReportDocument['chart']>): Block {
  switch (chart.kind) {
    case 'stacked-bars':
      return barsBlock(typeset, chart);
    case 'stacked-columns':
      return columnsBlock(typeset, chart);
  }
}
