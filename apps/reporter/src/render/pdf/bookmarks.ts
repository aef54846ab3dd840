import { PAGE } from './style.js';

/** Enters headings into the document's outline, as they are drawn; level 2 goes under the last level 1. */
export function openBookmarks(pdf: PDFKit.PDFDocument): (title: string, level: 1 | 2, top: number) => void {
  let parent: PDFKit.PDFOutline | undefined;
  return (title, level, top) => {
    // pdfkit takes `left` from the right edge: the page's width is its left edge
    const place = { top, left: PAGE.width, expanded: true };
    if (level === 2 && parent !== undefined) {
      parent.addItem(title, place);
      return;
    }
    parent = pdf.outline.addItem(title, place);
  };
}
