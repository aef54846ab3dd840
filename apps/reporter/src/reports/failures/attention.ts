import type { Attention } from '@trailkeeper/contract';
import { countWords, numberWords, wasOrWere } from '../count-words.js';
import { type FailureFacts, missingEvents } from './failure-facts.js';
import { codeMeaning, codeName, isRefusedKey } from './reason-code.js';
import { shortened } from '../shortened.js';

/** What an officer should look at, the gravest first; at most three, since the frame adds its own. */
export function attentionOf(
  facts: FailureFacts,
  { previousWords, daysWithout }: { previousWords: string; daysWithout: readonly string[] },
): Attention[] {
  const lines = [
    ...notKept(facts),
    ...mostRefused(facts),
    ...mostlyFailing(facts),
    ...newCodes(facts, previousWords),
  ].map((line) => limited(line, facts));
  return [...lines, ...silentDays(daysWithout, facts)].slice(0, 3);
}

/** What is true of the events that were looked at may be false of others. */
function limited({ text, section }: Attention, { limit }: FailureFacts): Attention {
  return { text: limit === null ? text : `Among events ${limit}: ${text}`, section };
}

function notKept(facts: FailureFacts): Attention[] {
  const missing = missingEvents(facts);
  if (missing <= 0) return [];
  const text = `${countWords(missing, 'failed event')} ${wasOrWere(missing)} counted but can no longer be listed: only the counts are kept. They are missing from "refused", "errors" and the CSV.`;
  return [{ text, section: null }];
}

function mostRefused({ initiators, failed }: FailureFacts): Attention[] {
  const named = initiators.first.filter(({ id, name, refused }) => refused > 0 && (id ?? name) !== null);
  const [most] = named;
  if (most === undefined) return [];
  const who = nameOf(most.name ?? most.id ?? '');
  const times = `${countWords(most.refused, 'time')}`;
  const of = `of ${countWords(failed.refused.events, 'refusal')} in all`;
  const others = named.filter(({ refused }) => refused === most.refused).length - 1;
  const text =
    others === 0
      ? `${who} was refused most: ${times}, ${of}.`
      : `${who} and ${countWords(others, 'other')} were refused most: ${times} each, ${of}.`;
  return [{ text, section: 'by-initiator' }];
}

/** Anyone can name an initiator: what is no plain name is quoted, so that it cannot write sentences into the report. */
function nameOf(name: string): string {
  return /^[\w.:/@+-]{1,100}$/.test(name) ? name : JSON.stringify(shortened(name, 100));
}

function mostlyFailing({ actions }: FailureFacts): Attention[] {
  const failing = actions
    .filter(({ outcomes: { success, failure } }) => failure > success)
    .sort((one, other) => other.outcomes.failure - one.outcomes.failure || (one.key < other.key ? -1 : 1));
  const [worst] = failing;
  if (worst === undefined) return [];
  const { failure, success } = worst.outcomes;
  const times = `${numberWords(failure)} of ${numberWords(failure + success)}`;
  const text =
    failing.length === 1
      ? `${worst.action} failed more often than it succeeded: ${times}.`
      : `${countWords(failing.length, 'action')} failed more often than they succeeded; most failures: ${worst.action}, ${times}.`;
  return [{ text, section: 'by-action' }];
}

function newCodes({ failed, previous }: FailureFacts, previousWords: string): Attention[] {
  const before = previous?.events?.byCode;
  if (before === undefined) return [];
  const fresh = [...failed.byCode]
    .filter(([key]) => !before.has(key))
    .sort(([left, one], [right, other]) => other.events - one.events || (left < right ? -1 : 1));
  const [first] = fresh;
  if (first === undefined) return [];
  const [key, { events }] = first;
  const meaning = codeMeaning(key);
  const name = `${codeName(key)}${meaning === null ? '' : ` (${meaning})`}`;
  const isOne = fresh.length === 1;
  const text = isOne
    ? `One kind of failure is new since the period before (${previousWords}): ${name}, ${countWords(events, 'event')}.`
    : `${numberWords(fresh.length)} reason codes are new since the period before (${previousWords}); the most frequent: ${name}, ${countWords(events, 'event')}.`;
  return [{ text, section: isRefusedKey(key) ? 'refused' : 'errors' }];
}

function silentDays(daysWithout: readonly string[], { activity }: FailureFacts): Attention[] {
  if (activity.events === 0 || daysWithout.length === 0) return [];
  return [{ text: `${countWords(daysWithout.length, 'day')} had no event in scope, failed or not.`, section: null }];
}
