import { OUTCOMES } from '@trailkeeper/catalog';
import type { Cell, Column, Row, State } from '@trailkeeper/contract';
import { countWords } from '../../count-words.js';
import type { Activity } from '../../counts/action-count.js';
import type { EntryCoverage } from '../coverage.js';

export const ACTION_COLUMN: Column = { title: 'Action', kind: 'code', weight: 5 };
export const MEANING_COLUMN: Column = { title: 'What it does', kind: 'text', weight: 3.6 };
export const STATE_COLUMN: Column = { title: 'State', kind: 'state', weight: 2.2 };

/** In the order of `OUTCOMES`. Pending is a column of its own everywhere (docs/meaning.md, rule 2). */
export const OUTCOME_COLUMNS: Column[] = ['Success', 'Failure', 'Pending', 'Unknown'].map((title) => ({
  title,
  kind: 'count',
  weight: 1.75,
}));

export const SEEN_COLUMNS: Column[] = [
  { title: 'First seen', kind: 'time', weight: 2.6 },
  { title: 'Last seen', kind: 'time', weight: 2.6 },
];

/** The cells under `OUTCOME_COLUMNS`. */
export function outcomeCells({ outcomes }: Activity): Cell[] {
  return OUTCOMES.map((outcome) => outcomes[outcome]);
}

/** The state with its word. Pending alone counts as seen and says so. */
export function stateCell({ state, isPendingOnly }: EntryCoverage): { state: State; label: string } {
  switch (state) {
    case 'seen':
      return { state: 'seen', label: isPendingOnly ? 'Seen, pending only' : 'Seen' };
    case 'not-seen':
      return { state: 'not-seen', label: 'Not seen' };
    case 'attested':
      return { state: 'attested', label: 'Attested' };
  }
}

/** What must be said under an entry's row to read its numbers rightly. */
export function notesOf({ entry, state, attestation, names, underFailed }: EntryCoverage): Pick<Row, 'notes'> {
  const notes: string[] = [];
  if (state === 'seen' && attestation !== null) notes.push('Attested as not applicable, and seen all the same.');
  for (const { name, events, relation } of names) {
    if (relation !== 'documented') notes.push(`${countWords(events, 'event')} came as ${name} (${relation}).`);
  }
  if (underFailed > 0) notes.push(`+${countWords(underFailed, 'event')} under ${entry.name}.failed, counted there.`);
  if (entry.isDeprecated) notes.push('Listed as deprecated.');
  if (entry.note !== undefined) notes.push(entry.note);
  return notes.length === 0 ? {} : { notes };
}
