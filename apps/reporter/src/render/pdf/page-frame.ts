import type { ReportDocument } from '@trailkeeper/contract';
import { codePointName } from '../words/printable.js';
import { drawArtifact, drawText, strokeRule } from './pen.js';
import { PAGE, STYLE } from './style.js';
import { widthOf, type SetText, type Typeset } from './typeset.js';

export interface PageNumber {
  page: number;
  pages: number;
}

/** Draws header (page 1: whose report it is) and footer into the margins, and which characters the page shows by their number. */
export function drawPageFrame(
  pdf: PDFKit.PDFDocument,
  typeset: Typeset,
  document: ReportDocument,
  { page, pages, missing }: PageNumber & { missing: number[] },
): void {
  const line = (text: string, width: number): SetText => typeset(text, STYLE.footer, width, { mostLines: 1 });
  const organisation = document.organisation ?? 'Trailkeeper';
  const header = line(page === 1 ? organisation : headerWords(document), PAGE.contentWidth);
  const number = line(`page ${page} of ${pages}`, PAGE.contentWidth);
  const made = line(madeWords(document), PAGE.contentWidth);
  // only the name gives way when the line is full: what identifies the report is always there in full
  const name = line(organisation, PAGE.contentWidth - widthOf(made) - widthOf(number) - 16);
  const shown = [...missing, ...header.missing, ...name.missing];
  drawArtifact(pdf, 'Pagination', () => {
    drawText(pdf, header, PAGE.left, PAGE.top - 24);
    strokeRule(pdf, { left: PAGE.left, right: PAGE.right, y: PAGE.top - 11 });
    if (shown.length > 0) drawText(pdf, line(missingWords(shown), PAGE.contentWidth), PAGE.left, PAGE.bottom + 2);
    strokeRule(pdf, { left: PAGE.left, right: PAGE.right, y: PAGE.bottom + 14 });
    drawText(pdf, name, PAGE.left, PAGE.bottom + 17);
    drawText(pdf, made, PAGE.left + widthOf(name) + 3, PAGE.bottom + 17);
    drawText(pdf, number, PAGE.right, PAGE.bottom + 17, 'right');
  });
}

const SEPARATOR = '  ·  ';

function headerWords({ kind, subject, period, scope }: ReportDocument): string {
  const limit = scope.words === null ? [] : [`only events ${scope.words}`];
  return [kind.name, `${subject.name} (${subject.id})`, period.words, ...limit].join(SEPARATOR);
}

function madeWords({ provenance, period }: ReportDocument): string {
  const catalog = `catalog ${provenance.catalogVersion.slice(0, 12)}`;
  return ['', `run ${provenance.runId}`, catalog, `times in ${period.timeZone}`].join(SEPARATOR);
}

/** As many as surely fit one line of the footer. */
const MOST_NAMED = 12;

function missingWords(missing: number[]): string {
  const all = [...new Set(missing)].sort((a, b) => a - b);
  const named = all.slice(0, MOST_NAMED).map(codePointName).join(' ');
  const rest = all.length > MOST_NAMED ? ` and ${all.length - MOST_NAMED} more` : '';
  return `Characters shown by their Unicode number on this page: ${named}${rest}`;
}
