import type { LastReview, ReportDocument } from '@trailkeeper/contract';
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

function pairs({ provenance, period, csv, lastReview }: ReportDocument): Pair[] {
  const made = `${formatTime(provenance.madeAt, period.timeZone)} by Trailkeeper ${provenance.softwareVersion}`;
  return [
    { label: 'Run', value: provenance.runId, style: STYLE.code },
    { label: 'Made', value: `${made}, requested by ${provenance.requestedBy}` },
    { label: 'Catalog version', value: provenance.catalogVersion, style: STYLE.code },
    { label: 'All rows', value: `${csv.name}, ${formatCount(csv.rows)} rows` },
    { label: 'SHA-256 of the CSV', value: csv.sha256, style: STYLE.code },
    ...(lastReview === undefined ? [] : [reviewed(lastReview, period.timeZone)]),
  ];
}

/** Who last looked at such a report; the note, cut after these lines, stands in full with the reviewed run. */
const MOST_REVIEW_LINES = 3;

function reviewed(review: LastReview | null, timeZone: string): Pair {
  const words =
    review === null ? 'No earlier report of this kind and scope has been reviewed.' : reviewWords(review, timeZone);
  return { label: 'Last reviewed', value: words, mostLines: MOST_REVIEW_LINES };
}

function reviewWords({ periodWords, runId, by, at, note }: LastReview, timeZone: string): string {
  const words = `the report for ${periodWords} (run ${runId}), by ${by} on ${formatTime(at, timeZone)}`;
  const said = note.replace(/\s+/g, ' ').trim(); // its lines run on in one paragraph
  return said === '' ? `${words}.` : `${words}: “${said}”`;
}
