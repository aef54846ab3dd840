import type { Block, Sheet } from '../block.js';
import { drawArtifact, drawRule, drawText, strokeRule } from '../pen.js';
import { COLOUR, PAGE, STYLE } from '../style.js';
import { missingOf } from '../text-block.js';
import type { SetText, Typeset } from '../typeset.js';
import type { PlacedColumn } from './table-columns.js';
import type { TableTag } from './table-tag.js';

const PADDING = 3;

export interface TableHead {
  first: Block;
  /** The same on the pages the table goes on to: seen, but not read out again. */
  again: Block;
}

/** The head of a table, its titles standing on one line at the bottom. */
export function headBlock(typeset: Typeset, columns: readonly PlacedColumn[], tag: TableTag): TableHead {
  const titles = columns.map((place) => ({ place, set: typeset(place.column.title, STYLE.tableHead, place.width) }));
  const height = Math.max(...titles.map(({ set }) => set.height)) + 2 * PADDING;
  const rule = { left: PAGE.left, right: PAGE.right, colour: COLOUR.ink, thickness: 0.6 };
  const block = { gapAbove: 6, height, keepWithNext: true, missing: missingOf(titles.map(({ set }) => set)) };
  const drawTitle = ({ pdf }: Sheet, { place, set }: Title, top: number): void =>
    drawText(
      pdf,
      set,
      place.align === 'right' ? place.right : place.left,
      top + height - PADDING - set.height,
      place.align,
    );
  return {
    first: {
      ...block,
      draw: (sheet, top) => {
        const { pdf } = sheet;
        tag.start(sheet);
        const cells = titles.map((title) =>
          pdf.struct('TH', { scope: 'Column' } as object, () => drawTitle(sheet, title, top)),
        );
        tag.add(pdf.struct('TR', {}, cells));
        drawRule(pdf, { ...rule, y: top + height });
      },
    },
    again: {
      ...block,
      draw: (sheet, top) => {
        drawArtifact(sheet.pdf, 'Pagination', () => {
          titles.forEach((title) => drawTitle(sheet, title, top));
          strokeRule(sheet.pdf, { ...rule, y: top + height });
        });
      },
    },
  };
}

interface Title {
  place: PlacedColumn;
  set: SetText;
}
