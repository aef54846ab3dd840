import { drawRule, drawText } from './pen.js';
import { STYLE, type TextStyle } from './style.js';
import type { SetText, Typeset } from './typeset.js';

/** A name and its value, on one line. */
export interface Pair {
  label: string;
  value: string;
  style?: TextStyle;
  /** What is longer ends with a line that says so. */
  mostLines?: number;
}

export interface PairList {
  height: number;
  sets: SetText[];
  draw(pdf: PDFKit.PDFDocument, parent: PDFKit.PDFStructureElement, x: number, top: number): void;
}

export interface PairListOptions {
  width: number;
  labelWidth: number;
  /** Where values stand: right-aligned at the edge (numbers to add up), or beside the labels. */
  values: 'right' | 'beside';
  rules: boolean;
}

const PADDING = 0.8;

/** Names and values under each other; tagged as a table whose rows have headers. */
export function pairList(typeset: Typeset, pairs: readonly Pair[], options: PairListOptions): PairList {
  const { width, labelWidth } = options;
  const rows = pairs.map((pair) => {
    const label = typeset(pair.label, STYLE.smallSecondary, labelWidth);
    const style = pair.style ?? STYLE.small;
    const breaks = style.font === 'code' ? 'code' : 'words';
    const value = typeset(pair.value, style, width - labelWidth - 8, { breaks, mostLines: pair.mostLines ?? Infinity });
    return { label, value, height: Math.max(label.height, value.height) + 2 * PADDING };
  });
  return {
    height: rows.reduce((sum, row) => sum + row.height, 0),
    sets: rows.flatMap((row) => [row.label, row.value]),
    draw: (pdf, parent, x, top) => {
      const table = pdf.struct('Table');
      parent.add(table);
      let y = top;
      for (const row of rows) {
        const rowTop = y;
        if (options.rules) drawRule(pdf, { left: x, right: x + width, y: rowTop });
        const valueX = options.values === 'right' ? x + width : x + labelWidth + 8;
        const head = pdf.struct('TH', { scope: 'Row' } as object, () => drawText(pdf, row.label, x, rowTop + PADDING));
        const data = pdf.struct('TD', {}, () => {
          drawText(pdf, row.value, valueX, rowTop + PADDING, options.values === 'right' ? 'right' : 'left');
        });
        table.add(pdf.struct('TR', {}, [head, data]));
        y += row.height;
      }
      if (options.rules) drawRule(pdf, { left: x, right: x + width, y });
      table.end();
    },
  };
}
