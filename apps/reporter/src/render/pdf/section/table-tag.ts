import type { Sheet } from '../block.js';

/** The element of the tagged structure that a table's rows go into, over all the pages it goes on to. */
export interface TableTag {
  start(sheet: Sheet): void;
  add(row: PDFKit.PDFStructureElement): void;
  end(): void;
}

/** The element can only be made when the table is drawn, rows are set before: this stands between. */
export function openTableTag(): TableTag {
  let table: PDFKit.PDFStructureElement | undefined;
  return {
    start: ({ pdf, body }) => {
      table = pdf.struct('Table');
      body.add(table);
    },
    add: (row) => {
      table?.add(row);
    },
    end: () => table?.end(),
  };
}
