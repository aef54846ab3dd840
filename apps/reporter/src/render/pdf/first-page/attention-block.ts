import type { Attention } from '@trailkeeper/contract';
import type { Block, SectionStart } from '../block.js';
import { drawRule, drawText } from '../pen.js';
import { PAGE, STYLE } from '../style.js';
import { missingOf } from '../text-block.js';
import type { Typeset } from '../typeset.js';

/** Room for "page 1234": kept free, as the page is known only when all is laid out. */
const PAGE_WIDTH = 48;
const PADDING = 2;

/** What an officer should look at, each with a link to the page that shows it in full. */
export function attentionBlock(typeset: Typeset, attention: readonly Attention[]): Block {
  const none: Attention = { text: 'Nothing in this report needs attention.', section: null };
  const items = (attention.length === 0 ? [none] : attention).map(({ text, section }) => {
    const set = typeset(text, STYLE.small, PAGE.contentWidth - PAGE_WIDTH);
    return { set, section, height: set.height + 2 * PADDING };
  });
  return {
    gapAbove: 4,
    height: items.reduce((sum, item) => sum + item.height, 0),
    missing: missingOf(items.map((item) => item.set)),
    draw: ({ pdf, body, startOf }, top) => {
      const list = pdf.struct('L');
      body.add(list);
      let y = top;
      for (const { set, section, height } of items) {
        const itemTop = y;
        drawRule(pdf, { left: PAGE.left, right: PAGE.right, y: itemTop });
        const start = section === null ? undefined : startOf(section);
        const text = (): void => drawText(pdf, set, PAGE.left, itemTop + PADDING);
        const link = start === undefined ? [] : [pageLink(pdf, { typeset, ...start, top: itemTop + PADDING })];
        list.add(pdf.struct('LI', {}, [pdf.struct('LBody', {}, [text, ...link])]));
        y += height;
      }
      drawRule(pdf, { left: PAGE.left, right: PAGE.right, y });
      list.end();
    },
  };
}

interface PageLink extends SectionStart {
  typeset: Typeset;
  top: number;
}

function pageLink(pdf: PDFKit.PDFDocument, { typeset, page, destination, top }: PageLink): PDFKit.PDFStructureElement {
  const words = typeset(`page ${page}`, STYLE.link, PAGE_WIDTH);
  const width = words.lines[0]?.width ?? 0;
  const link = pdf.struct('Link');
  link.add(() => {
    drawText(pdf, words, PAGE.right, top, 'right');
    const options = { structParent: link, Contents: new String(`Go to page ${page}`) };
    pdf.goTo(PAGE.right - width, top, width, words.height, destination, options as object);
  });
  return link;
}
