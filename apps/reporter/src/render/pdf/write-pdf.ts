import { setImmediate } from 'node:timers/promises';
import type { ReportDocument } from '@trailkeeper/contract';
import type { Block, Sheet } from './block.js';
import { openBookmarks } from './bookmarks.js';
import { firstPage } from './first-page/first-page.js';
import { openPdf } from './open-pdf.js';
import { drawPageFrame } from './page-frame.js';
import { paginate, sectionStarts } from './paginate.js';
import { sectionBlocks } from './section/section-blocks.js';
import { PAGE } from './style.js';
import { openTypesetter, type Typeset } from './typeset.js';

/**
 * The report as a tagged PDF (1.7, made to PDF/UA-1), page by page as they are taken; use `Readable.from` where a stream is
 * wanted. Pure: the same document gives the same bytes on any machine. Sets everything first and draws then, because
 * page 1 names the pages of what comes after it.
 */
export async function* writePdf(document: ReportDocument): AsyncGenerator<Buffer, void, undefined> {
  const pdf = openPdf(document);
  const typeset = openTypesetter(pdf);
  const pages = paginate(await setBlocks(typeset, document), PAGE.top, PAGE.bottom);
  const body = pdf.struct('Document');
  pdf.addStructure(body);
  const sections = sectionStarts(pages);
  const sheet: Sheet = { pdf, body, startOf: (id) => sections.get(id), bookmark: openBookmarks(pdf) };
  for (const [index, page] of pages.entries()) {
    pages[index] = []; // drawn once, then free to go
    pdf.addPage();
    page.forEach(({ block, top }) => block.draw(sheet, top));
    const missing = page.flatMap(({ block }) => block.missing);
    drawPageFrame(pdf, typeset, document, { page: index + 1, pages: pages.length, missing });
    yield* taken(pdf);
    await setImmediate();
  }
  body.end();
  pdf.end();
  yield* taken(pdf);
}

/** So many blocks are set at a time; between, the process answers others. */
const BLOCKS_AT_A_TIME = 100;

async function setBlocks(typeset: Typeset, document: ReportDocument): Promise<Block[]> {
  const blocks = firstPage(typeset, document);
  for (const block of sectionBlocks(typeset, document)) {
    blocks.push(block);
    if (blocks.length % BLOCKS_AT_A_TIME === 0) await setImmediate();
  }
  return blocks;
}

function* taken(pdf: PDFKit.PDFDocument): Generator<Buffer> {
  for (let chunk = pdf.read() as Buffer | null; chunk !== null; chunk = pdf.read() as Buffer | null) yield chunk;
}
