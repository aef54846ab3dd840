import type { ReportDocument } from '@trailkeeper/contract';
import { formatTime } from '../../words/format-time.js';
import type { Block } from '../block.js';
import { drawText } from '../pen.js';
import { GUTTER, PAGE, STYLE } from '../style.js';
import { missingOf } from '../text-block.js';
import type { Typeset } from '../typeset.js';
import { placeLogo } from './logo.js';

/** What this report is: whose, of which kind, about what, over which time and how much of the world. A logo stands right. */
export function titleBlock(typeset: Typeset, document: ReportDocument): Block {
  const { kind, subject, period, organisation } = document;
  const logo = document.logo ? placeLogo(document.logo, organisation) : undefined;
  const width = PAGE.contentWidth - (logo === undefined ? 0 : logo.width + 2 * GUTTER);
  const title = typeset(kind.name, STYLE.title, width);
  const about = typeset(`${subject.name}, ${period.words}`, STYLE.leadSecondary, width);
  const extent = typeset(extentOf(document), STYLE.smallSecondary, PAGE.contentWidth);
  const headHeight = Math.max(title.height + about.height, (logo?.height ?? 0) + LOGO_DROP);
  return {
    gapAbove: 0,
    height: headHeight + 5 + extent.height,
    missing: missingOf([title, about, extent]),
    draw: ({ pdf, body }, top) => {
      body.add(pdf.struct('H1', {}, () => drawText(pdf, title, PAGE.left, top)));
      body.add(pdf.struct('P', {}, () => drawText(pdf, about, PAGE.left, top + title.height)));
      if (logo !== undefined) body.add(logo.draw(pdf, top + LOGO_DROP));
      body.add(pdf.struct('P', {}, () => drawText(pdf, extent, PAGE.left, top + headHeight + 5)));
    },
  };
}

/** The logo's top edge stands where the title's capitals do. */
const LOGO_DROP = 7;

function extentOf({ subject, period, scope }: ReportDocument): string {
  const from = formatTime(period.from, period.timeZone);
  const to = formatTime(period.to, period.timeZone);
  return [
    subject.id,
    `from ${from} to ${to} (excluded)`,
    `times in ${period.timeZone}`,
    scope.location === null ? 'all locations' : `location ${scope.location}`,
    scope.account === null ? 'all accounts' : `account ${scope.account}`,
  ].join(SEPARATOR);
}

const SEPARATOR = '  ·  ';
