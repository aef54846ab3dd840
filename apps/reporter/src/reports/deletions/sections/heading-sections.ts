import { type DeletionHeading, describeAction, effectiveOutcome } from '@trailkeeper/catalog';
import type { Cell, Column, Row, Section } from '@trailkeeper/contract';
import type { EventRow } from '../../read-events.js';
import type { DeletionFacts } from '../deletion-facts.js';
import { type ListedDeletion, isRefused } from '../gather-deletions.js';
import { amongWords } from '../../scope-words.js';
import { idNotes, shownName } from '../../row-words.js';
import { type UsualReasons, reasonNotes, usualReasonWords, usualReasonsOf } from '../../usual-reasons.js';

/** Deleted, prepared, undone, attempted: each event with who, what, when, from where, with which result. */
export function headingSections(facts: DeletionFacts): Section[] {
  return SECTIONS.map(({ heading, title, text, none }) => {
    const totalRows = facts.gathered.byHeading[heading];
    const listed = facts.gathered.listed[heading];
    const usual = usualReasonsOf(listed.map(({ event }) => event));
    const rows = listed.map((one) => rowOf(one, heading, usual));
    return {
      id: heading,
      title,
      level: 1,
      paragraphs:
        totalRows === 0
          ? [`${none}${amongWords(facts)}.`]
          : [`${text} ${ORDER_WORDS}`, ...usualReasonWords(usual), ...noteWords(facts, heading)],
      table: totalRows === 0 ? null : { columns: columnsOf(heading), rows, totalRows },
    };
  });
}

/** What the catalog says of these actions beside what they do, once an action and not once a row. */
function noteWords({ counts }: DeletionFacts, heading: DeletionHeading): string[] {
  return counts.actions
    .filter(({ byHeading }) => byHeading[heading] > 0)
    .flatMap(({ action }) => {
      const note = describeAction(action).entry?.note;
      return note === undefined ? [] : [`${action}: ${note}`];
    });
}

function rowOf(listed: ListedDeletion, heading: DeletionHeading, usual: UsualReasons): Row {
  const { event } = listed;
  const cells = [
    event.occurredAt,
    event.action,
    shownName(event.targetName, event.targetId),
    shownName(event.initiatorName, event.initiatorId),
    ...(heading === 'attempted' ? [attemptOf(event)] : []),
  ];
  const notes = notesOf(listed, usual);
  return notes.length === 0 ? { cells } : { cells, notes };
}

function attemptOf(event: EventRow): Cell {
  const code = event.reasonCode === null ? '' : ` ${event.reasonCode}`;
  switch (effectiveOutcome(event.action, event.outcome)) {
    case 'failure':
      return isRefused(event)
        ? { state: 'refused', label: `Refused${code}` }
        : { state: 'failure', label: `Failed${code}` };
    case 'pending':
      return { state: 'pending', label: `Pending${code}` };
    case 'success': // not under this heading
    case 'unknown':
      return { state: 'attempted', label: `Unknown${code}` };
  }
}

function notesOf({ event, burst }: ListedDeletion, usual: UsualReasons): string[] {
  const { isInferred, isFailed } = describeAction(event.action, event.emitter);
  return [
    ...(burst === null ? [] : [`Burst: ${burst}`]),
    ...(isInferred
      ? [isFailed ? 'Inferred: a failed deletion by its name.' : 'Inferred: a deletion by its name.']
      : []),
    ...reasonNotes(event, usual),
    ...idNotes(event),
  ];
}

const SECTIONS: readonly { heading: DeletionHeading; title: string; text: string; none: string }[] = [
  {
    heading: 'deleted',
    title: 'Deleted',
    text: 'Deletions that succeeded.',
    none: 'No successful deletion is known to have happened',
  },
  {
    heading: 'prepared',
    title: 'Prepared',
    text: 'Moved to the trash or authorised for deletion: what is named here still existed afterwards.',
    none: 'Nothing is known to have been moved to the trash or authorised for deletion',
  },
  {
    heading: 'undone',
    title: 'Undone',
    text: 'Deletions and preparations that were taken back.',
    none: 'No deletion and no preparation is known to have been taken back',
  },
  {
    heading: 'attempted',
    title: 'Attempted and failed',
    text: 'Deletions and preparations that failed, are pending or have no known outcome. What is pending or unknown may have been deleted: its end was not observed.',
    none: 'No deletion is known to have failed, to be pending or to have no known outcome',
  },
];

const ORDER_WORDS =
  'Oldest first; under each event the ids, and the type of the target where the action does not say it.';

/** Only attempts differ in their result: of all others the heading says it, and actions get the room. */
function columnsOf(heading: DeletionHeading): Column[] {
  const [when, action, target, initiator] = COLUMN_WIDTHS[heading === 'attempted' ? 'attempted' : 'others'];
  return [
    { title: 'When', kind: 'time', weight: when },
    { title: 'Action', kind: 'code', weight: action },
    { title: 'Target', kind: 'text', weight: target },
    { title: 'Initiator', kind: 'text', weight: initiator },
    ...(heading === 'attempted' ? [{ title: 'Result', kind: 'state' as const, weight: 57 }] : []),
  ];
}

/** Nearly all actions stand on one line: addresses and ids stand below to make room. */
const COLUMN_WIDTHS = { attempted: [71, 168, 78, 91], others: [71, 198, 100, 103] } as const;
