import type { Scope } from '@trailkeeper/catalog';
import { countWords, numberWords, wasOrWere } from '../count-words.js';
import type { FailureFacts } from './failure-facts.js';
import { failureRate, percentWords } from './failure-rate.js';
import { amongWords, productWords } from '../scope-words.js';
import { arrivedWords } from '../arrived-words.js';

interface When {
  /** "in September 2026" */
  during: string;
  /** What came in then of all services. */
  arrived: number;
}

/** The result in one sentence; of an empty report, also whether anything arrived at all. */
export function summaryOf(facts: FailureFacts, { during, arrived }: When): string {
  const { activity, failed, scope } = facts;
  if (activity.events === 0) return emptySummary(facts, { during, arrived });
  const { success, failure } = activity.outcomes;
  const where = `${during}${amongWords(facts)}`;
  const apart = apartWords(facts);
  if (failure + success === 0) {
    return `Of ${countWords(activity.events, eventNoun(scope))} ${where}, none ended in success or failure: ${apart}.`;
  }
  const ended = `${countWords(success + failure, eventNoun(scope))} that ended in success or failure`;
  const aside = apart === '' ? '' : `; ${apart}, counted as neither`;
  if (failure === 0) return `None of the ${ended} ${where} failed${aside}.`;
  const rate = percentWords(failureRate({ success, failure }) ?? 0);
  const refused = `${numberWords(failed.refused.events)} ${wasOrWere(failed.refused.events)} refused (401 or 403)`;
  const errors = `${numberWords(failed.errors.events)} ended in another error`;
  return `${numberWords(failure)} of the ${ended} ${where} failed (${rate}): ${refused}, ${errors}${aside}.`;
}

/** "12 are pending and 3 of unknown outcome"; empty if there are none. */
function apartWords({ activity: { outcomes } }: FailureFacts): string {
  const parts = [
    ...(outcomes.pending > 0 ? [`${numberWords(outcomes.pending)} ${isOrAre(outcomes.pending)} pending`] : []),
    ...(outcomes.unknown > 0
      ? [`${numberWords(outcomes.unknown)} ${isOrAre(outcomes.unknown)} of unknown outcome`]
      : []),
  ];
  return parts.join(' and ');
}

function emptySummary({ scope, limit }: FailureFacts, { during, arrived }: When): string {
  const event = `No ${eventNoun(scope)}${limit === null ? '' : ` ${limit}`}`;
  return `${event} is known to have happened ${during}, so none failed. ${arrivedWords(arrived, limit)}`;
}

/** "Key Protect event", "account and user management event", "event" of all services. */
function eventNoun(scope: Scope): string {
  return `${productWords(scope)}event`;
}

function isOrAre(count: number): string {
  return count === 1 ? 'is' : 'are';
}
