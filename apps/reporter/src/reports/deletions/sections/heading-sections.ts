import { type DeletionHeading, describeAction, effectiveOutcome } from '@trailkeeper/catalog';
import type { Cell, Column, Row, Section } from '@trailkeeper/contract';
import type { EventRow } from '../../read-events.js';
import type { DeletionFacts } from '../deletion-facts.js';
import { type ListedDeletion, isRefused } from '../gather-deletions.js';
import { amongWords } from '../../scope-words.js';

/** Deleted, prepared, undone, attempted: each event with who, what, when, from where, with which result. */
export function headingSections(facts: DeletionFacts): Section[] {
  return SECTIONS.map(({ heading, title, text, none }) => {
    const totalRows = facts.gathered.byHeading[heading];
    const rows = facts.gathered.listed[heading].map((listed) => rowOf(listed, heading));
    return {
      id: heading,
      title,
      level: 1,
      paragraphs:
        totalRows === 0 ? [`${none}${amongWords(facts)}.`] : [`${text} Oldest first.`, ...noteWords(facts, heading)],
      table: totalRows === 0 ? null : { columns: COLUMNS, rows, totalRows },
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

function rowOf(listed: ListedDeletion, heading: DeletionHeading): Row {
  const { event } = listed;
  const cells = [
    event.occurredAt,
    event.action,
    event.targetName ?? endOfId(event.targetId),
    event.initiatorName ?? endOfId(event.initiatorId),
    event.initiatorAddress,
    resultOf(event, heading),
  ];
  const notes = notesOf(listed);
  return notes.length === 0 ? { cells } : { cells, notes };
}

function resultOf(event: EventRow, heading: DeletionHeading): Cell {
  switch (heading) {
    case 'deleted':
      return { state: 'deleted', label: 'Deleted' };
    case 'prepared':
      return { state: 'prepared', label: 'Prepared' };
    case 'undone':
      return { state: 'undone', label: 'Undone' };
    case 'attempted':
      return attemptOf(event);
  }
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

function notesOf({ event, burst }: ListedDeletion): string[] {
  const { isInferred, isFailed } = describeAction(event.action, event.emitter);
  return [
    ...(burst === null ? [] : [`Part of burst ${burst}.`]),
    ...(isInferred
      ? [isFailed ? 'Inferred: a failed deletion by its name.' : 'Inferred: a deletion by its name.']
      : []),
    ...named('Reason', event.reasonText),
    ...named('Target id', isShown(event.targetName, event.targetId) ? null : event.targetId),
    ...named('Target type', event.targetType),
    ...named('Initiator id', isShown(event.initiatorName, event.initiatorId) ? null : event.initiatorId),
    ...named('Correlation id', event.correlationId),
  ];
}

/** More than two lines of a column: the end of a CRN tells two targets apart, and the whole stands below the row. */
const LONG_ID = 40;

function endOfId(id: string | null): string | null {
  if (id === null || id.length <= LONG_ID) return id;
  return `…${id.slice(-LONG_ID).replace(/^[^:/]*(?=[:/])/, '')}`;
}

/** Whether the cell already shows the whole id, for want of a name. */
function isShown(name: string | null, id: string | null): boolean {
  return name === null && endOfId(id) === id;
}

function named(name: string, value: string | null): string[] {
  return value === null || value === '' ? [] : [`${name}: ${value}`];
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

const COLUMNS: Column[] = [
  { title: 'When', kind: 'time', weight: 20 },
  { title: 'Action', kind: 'code', weight: 32 },
  { title: 'Target', kind: 'text', weight: 24 },
  { title: 'Initiator', kind: 'text', weight: 28 },
  { title: 'Address', kind: 'text', weight: 17 },
  { title: 'Result', kind: 'state', weight: 17 },
];
