import type { Column, Row, Section } from '@trailkeeper/contract';
import { countWords } from '../../count-words.js';
import type { ActionFailures } from '../action-failures.js';
import type { FailureFacts } from '../failure-facts.js';
import { MAX_ROWS } from '../../max-rows.js';
import { amongWords } from '../../scope-words.js';

/** Which actions failed how often, against their successes and the period before; the most failures first. */
export function actionSection(facts: FailureFacts, previousWords: string): Section {
  const failing = facts.actions
    .filter(({ outcomes }) => outcomes.failure > 0)
    .sort((one, other) => other.outcomes.failure - one.outcomes.failure || (one.key < other.key ? -1 : 1));
  const heading = { id: 'by-action', title: 'Failures by action', level: 1 as const };
  if (failing.length === 0) {
    return { ...heading, paragraphs: [`No action failed${amongWords(facts)}.`], table: null };
  }
  const before =
    facts.previous === null ? '' : ` "Before" is ${previousWords}; a dash: nothing of the action ended then.`;
  const text =
    `${countWords(failing.length, 'action')} of ${countWords(facts.actions.length, 'action')} seen failed at least once${amongWords(facts)}. ` +
    'Rate = failures / (successes + failures); pending and unknown outcomes are neither.' +
    before;
  const rows = failing.slice(0, MAX_ROWS).map((action) => rowOf(action, facts));
  return {
    ...heading,
    paragraphs: [text],
    table: { columns: COLUMNS, rows, totalRows: failing.length, rowsAre: 'failed-event-counts' },
  };
}

function rowOf(of: ActionFailures, { failed, previous }: FailureFacts): Row {
  const { outcomes } = of;
  const notes = of.otherNames.map(({ name, events }) =>
    name.endsWith('.failed')
      ? `+${countWords(events, 'event')} under ${name}, counted here as failures.`
      : `${countWords(events, 'event')} came as ${name}.`,
  );
  const before = previous?.actions.get(of.key);
  return {
    cells: [
      of.action,
      of.title,
      outcomes.failure,
      failed.refusedByAction.get(of.key) ?? 0,
      outcomes.success,
      outcomes.pending,
      outcomes.unknown,
      of.rate,
      before?.rate ?? null,
    ],
    ...(notes.length === 0 ? {} : { notes }),
  };
}

const COLUMNS: Column[] = [
  { title: 'Action', kind: 'code', weight: 4.4 },
  { title: 'What it does', kind: 'text', weight: 3 },
  { title: 'Failures', kind: 'count', weight: 1.6 },
  { title: 'Refused', kind: 'count', weight: 1.6 },
  { title: 'Success', kind: 'count', weight: 1.7 },
  { title: 'Pending', kind: 'count', weight: 1.6 },
  { title: 'Unknown', kind: 'count', weight: 1.7 },
  { title: 'Rate', kind: 'percent', weight: 1.3 },
  { title: 'Before', kind: 'percent', weight: 1.4 },
];
