import type { ReportDocument } from '@trailkeeper/contract';
import { formatCount } from '../../words/format-count.js';
import { formatTime } from '../../words/format-time.js';
import type { Block } from '../block.js';
import { pairList, type Pair } from '../pair-list.js';
import { PAGE, STYLE } from '../style.js';
import { missingOf } from '../text-block.js';
import type { Typeset } from '../typeset.js';

/** How the report was made, so that a stranger can make it again and compare. */
export function provenanceBlock(typeset: Typeset, document: ReportDocument): Block {
  const options = { width: PAGE.contentWidth, labelWidth: 86, values: 'beside', rules: false } as const;
  const list = pairList(typeset, pairs(document), options);
  return {
    gapAbove: 3,
    height: list.height,
    missing: missingOf(list.sets),
    draw: ({ pdf, body }, top) => list.draw(pdf, body, PAGE.left, top),
  };
}

function pairs({ provenance, period, csv }: ReportDocument): Pair[] {
  const made = `${formatTime(provenance.madeAt, period.timeZone)} by Trailkeeper ${provenance.softwareVersion}`;
  return [
    { label: 'Run', value: provenance.runId, style: STYLE.code },
    { label: 'Made', value: `${made}, requested by ${provenance.requestedBy}` },
    { label: 'Catalog version', value: provenance.catalogVersion, style: STYLE.code },
    { label: 'All rows', value: `${csv.name}, ${formatCount(csv.rows)} rows` },
    { label: 'SHA-256 of the CSV', value: csv.sha256, style: STYLE.code },
  ];
}
