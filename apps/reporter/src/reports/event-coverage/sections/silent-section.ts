import type { Column, Row, Section, Source } from '@trailkeeper/contract';
import { durationWords } from '../../duration-words.js';
import { MAX_ROWS } from '../../max-rows.js';
import type { Coverage } from '../coverage.js';
import { sourceName } from '../source-name.js';

/** The sources that were silent when the report was made, the longest silent first; nothing if there are none. */
export function silentSections({ silent, limit }: Coverage): Section[] {
  if (silent.length === 0) return [];
  const text =
    'Up to the moment of "Data as of" on page 1, whatever the period of the report, nothing came from these for more than ' +
    'twice their usual gap, and an hour at least. The usual gap is the longest pause that was usual for a source in the 28 ' +
    'days before it was last heard. What is silent may have stopped, may not be sent here any more, or has nothing to say: ' +
    'actions of it that were not seen may have been done all the same.';
  const looked = limit === null ? [] : [`Only events ${limit} were looked at.`];
  return [
    {
      id: 'silent-sources',
      title: 'Silent sources',
      level: 1,
      paragraphs: [[text, ...looked].join(' ')],
      table: {
        columns: COLUMNS,
        rows: silent.slice(0, MAX_ROWS).map(rowOf),
        totalRows: silent.length,
        rowsAre: 'sources',
      },
    },
  ];
}

function rowOf(source: Source): Row {
  const { lastEventAt, lastArrivedAt, usualGapSeconds, silentForSeconds } = source;
  const words = (seconds: number | null) => (seconds === null ? null : durationWords(seconds));
  return {
    cells: [sourceName(source), lastEventAt ?? lastArrivedAt, words(usualGapSeconds), words(silentForSeconds)],
  };
}

const COLUMNS: Column[] = [
  { title: 'Source', kind: 'text', weight: 5 },
  { title: 'Last heard', kind: 'time', weight: 3 },
  { title: 'Usual gap', kind: 'text', weight: 2 },
  { title: 'Silent for', kind: 'text', weight: 2 },
];
