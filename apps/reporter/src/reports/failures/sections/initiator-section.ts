import type { Column, Row, Section } from '@trailkeeper/contract';
import { countWords } from '../../count-words.js';
import type { FailureFacts } from '../failure-facts.js';
import type { InitiatorFailures } from '../find-initiators.js';
import { shortened } from '../../shortened.js';
import { amongWords } from '../../scope-words.js';

/** Who failed events are from, those refused most first. */
export function initiatorSection(facts: FailureFacts): Section {
  const { first, total } = facts.initiators;
  const heading = { id: 'by-initiator', title: 'Failures by initiator', level: 1 as const };
  if (total === 0) {
    return { ...heading, paragraphs: [`Nobody's request failed${amongWords(facts)}.`], table: null };
  }
  const text =
    `Initiators are told apart by their id, those without one by their name${amongWords(facts)}. Those refused most come first, then those with most errors. ` +
    'Without id and name: events that do not say who asked, together in one row.';
  return {
    ...heading,
    paragraphs: [text],
    table: { columns: COLUMNS, rows: first.map(rowOf), totalRows: total, rowsAre: 'failed-event-counts' },
  };
}

function rowOf({ id, name, names, addresses, refused, errors, firstSeen, lastSeen }: InitiatorFailures): Row {
  const isNamed = (id ?? name) !== null;
  return {
    cells: [isNamed ? shortened(name) : 'not said', shortened(id), refused, errors, addresses, firstSeen, lastSeen],
    ...(names > 1 ? { notes: [`Came under ${countWords(names, 'name')}; one of them is shown.`] } : {}),
  };
}

const COLUMNS: Column[] = [
  { title: 'Initiator', kind: 'text', weight: 3.4 },
  { title: 'Id', kind: 'code', weight: 3.6 },
  { title: 'Refused', kind: 'count', weight: 1.5 },
  { title: 'Errors', kind: 'count', weight: 1.5 },
  { title: 'Addresses', kind: 'count', weight: 1.8 },
  { title: 'First', kind: 'time', weight: 2.6 },
  { title: 'Last', kind: 'time', weight: 2.6 },
];
