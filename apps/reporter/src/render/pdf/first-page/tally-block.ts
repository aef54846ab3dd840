import type { ReportDocument, Tally } from '@trailkeeper/contract';
import { formatCount, UNKNOWN } from '../../words/format-count.js';
import { formatTime } from '../../words/format-time.js';
import type { Block } from '../block.js';
import { pairList, type Pair } from '../pair-list.js';
import { drawText } from '../pen.js';
import { columns, GUTTER, PAGE, STYLE } from '../style.js';
import { missingOf } from '../text-block.js';
import type { Typeset } from '../typeset.js';

/** All that arrived beside what this report counted: one sees that nothing was lost, and how far the count reaches. */
export function tallyBlock(typeset: Typeset, document: ReportDocument): Block {
  const { tally, period } = document;
  const width = columns(6);
  const options = { width, labelWidth: 130, values: 'right', rules: true } as const;
  const sides = [
    {
      head: typeset('Arrived in the period, all services', STYLE.smallStrong, width),
      list: pairList(typeset, arrivals(tally), options),
    },
    {
      head: typeset('Counted by this report, by event time', STYLE.smallStrong, width),
      list: pairList(typeset, counted(tally, period.timeZone), options),
    },
  ];
  const days = typeset(daysWithoutEvents(document), STYLE.smallSecondary, PAGE.contentWidth);
  const headHeight = sides[0]?.head.height ?? 0;
  const listHeight = Math.max(...sides.map((side) => side.list.height));
  return {
    gapAbove: 4,
    height: headHeight + 2 + listHeight + 3 + days.height,
    missing: missingOf([days, ...sides.flatMap((side) => [side.head, ...side.list.sets])]),
    draw: ({ pdf, body }, top) => {
      sides.forEach(({ head, list }, index) => {
        const x = PAGE.left + index * (width + GUTTER);
        body.add(pdf.struct('P', {}, () => drawText(pdf, head, x, top)));
        list.draw(pdf, body, x, top + headHeight + 2);
      });
      const daysTop = top + headHeight + 2 + listHeight + 3;
      body.add(pdf.struct('P', {}, () => drawText(pdf, days, PAGE.left, daysTop)));
    },
  };
}

function arrivals({ arrivals: { received, stored, duplicates, quarantined } }: Tally): Pair[] {
  const difference = received - stored - duplicates - quarantined;
  return [
    { label: 'Received', value: formatCount(received) },
    { label: '= stored', value: formatCount(stored) },
    { label: '+ duplicates', value: formatCount(duplicates) },
    { label: '+ quarantined', value: formatCount(quarantined) },
    {
      label: 'Adds up',
      value: difference === 0 ? 'yes' : `no, by ${formatCount(difference)}`,
      style: difference === 0 ? STYLE.small : STYLE.smallStrong,
    },
  ];
}

function counted(tally: Tally, timeZone: string): Pair[] {
  const time = (value: string | null): string => (value === null ? UNKNOWN : formatTime(value, timeZone));
  return [
    { label: 'Events', value: formatCount(tally.counted) },
    { label: 'of these, arrived after its end', value: formatCount(tally.arrivedLate) },
    { label: 'First event', value: time(tally.firstEvent) },
    { label: 'Last event', value: time(tally.lastEvent) },
    { label: 'Data as of', value: time(tally.dataAsOf) },
  ];
}

/** More days than this are not worth a reader's time one by one. */
const MOST_DAYS = 14;

function daysWithoutEvents({ tally, period, scope }: ReportDocument): string {
  const { total, begun, withoutEvents } = tally.days;
  if (begun === 0) return `None of the ${formatCount(total)} days had begun.`;
  const isOver = Date.parse(period.to) <= Date.parse(tally.dataAsOf);
  const limit = scope.words === null ? '' : ` ${scope.words}`;
  const days = isOver ? formatCount(total) : `${formatCount(begun)} days begun`;
  if (withoutEvents.length === 0) return `Events${limit} on each of the ${isOver ? `${days} days` : days}.`;
  const without = `Days without events${limit}`;
  if (withoutEvents.length === begun) return `${without}: all ${isOver ? '' : 'of the '}${days}.`;
  const shown = withoutEvents.slice(0, MOST_DAYS).join(', ');
  const more = withoutEvents.length - MOST_DAYS;
  const rest = more > 0 ? ` and ${formatCount(more)} more` : '';
  return `${without}: ${formatCount(withoutEvents.length)} of ${isOver ? '' : 'the '}${days} (${shown}${rest}).`;
}
