import { FAULT_SENTENCES } from './database-state.js';
import type { StateChange } from './database-watch.js';
import { NEEDS_SOMEBODY } from './is-unavailable.js';

/** How a change of the database's state is logged. */
export interface ChangeLine {
  level: 'info' | 'warn' | 'error';
  facts: Record<string, unknown>;
  message: string;
}

/** One line per change, an error where somebody must act. */
export function describeChange({ state, before, lastedMs, cause }: StateChange): ChangeLine {
  const seconds = lastedMs === undefined ? undefined : Math.round(lastedMs / 1000);
  const facts = { databaseState: state, before, ...(seconds !== undefined && { seconds }) };
  if (state === 'ok') return { level: 'info', facts, message: 'the database can be used again' };
  const level = NEEDS_SOMEBODY.has(state) ? 'error' : 'warn';
  return { level, facts: { ...facts, err: cause }, message: FAULT_SENTENCES[state] };
}
