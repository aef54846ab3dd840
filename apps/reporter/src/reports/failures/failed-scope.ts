import type { ActionCount } from '../counts/action-count.js';
import type { CountedScope } from '../counts/counted-scope.js';
import { REFUSED_CODES } from './reason-code.js';

/** Parameters 1 to 7 of a statement that ends in `FROM_FAILED`. `counts` are the scope's own: they say what to look for. */
export function failedParams({ from, to, location, account }: CountedScope, counts: readonly ActionCount[]): unknown[] {
  const failed = counts.filter(({ outcome }) => outcome === 'failure');
  const [actions, emitters] = [failed.map(({ action }) => action), failed.map(({ emitter }) => emitter)];
  return [from, to, location, account, actions, emitters, REFUSED_CODES];
}

/** The names under which the scope has failures, as stored (`.failed` actions are stored as failures). */
export function failedActions(counts: readonly ActionCount[]): string[] {
  return [...new Set(counts.filter(({ outcome }) => outcome === 'failure').map(({ action }) => action))];
}

// uses audit_event_failure_idx: the outcome is written out, since a partial index is not used for a parameter
export const FROM_FAILED = `
from audit_event event
join unnest($5::text[], $6::text[]) as counted (action, emitter)
  on counted.action = event.action and counted.emitter = event.emitter
where event.occurred_at >= $1::timestamptz and event.occurred_at < $2::timestamptz
  and ($3::text is null or event.location = $3) and ($4::text is null or event.account = $4)
  and event.outcome = 'failure'
`;

/** SQL: whether the event was refused. Never null. */
export const IS_REFUSED = `coalesce(event.reason_code = any($7::integer[]), false)`;
