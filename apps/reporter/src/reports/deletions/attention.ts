import type { Attention } from '@trailkeeper/contract';
import { countWords, wasOrWere } from '../count-words.js';
import type { DeletionFacts } from './deletion-facts.js';
import { eventsOf } from './deletion-counts.js';
import { shortened } from '../shortened.js';

/** What an officer should look at, the gravest first; at most three, since the frame adds its own. */
export function attentionOf(facts: DeletionFacts): Attention[] {
  return [
    ...disagreement(facts),
    ...bursts(facts),
    ...refused(facts),
    ...unknownInitiators(facts),
    ...inferred(facts),
    ...silentDays(facts),
  ]
    .slice(0, 3)
    .map((line) => limited(line, facts));
}

/** What is true of the events that were looked at may be false of others. */
function limited({ text, section }: Attention, { limit }: DeletionFacts): Attention {
  return { text: limit === null ? text : `Among events ${limit}: ${text}`, section };
}

/** Figures come from counts and rows from events; in one snapshot both say the same, or something is wrong. */
function disagreement({ counts, gathered }: DeletionFacts): Attention[] {
  const read = eventsOf(gathered.byHeading);
  if (read === counts.events) return [];
  const text = `${countWords(counts.events, 'event')} ${wasOrWere(counts.events)} counted, but ${countWords(read, 'event')} could be read: the figures and the tables of this report disagree.`;
  return [{ text, section: null }];
}

function bursts({ gathered }: DeletionFacts): Attention[] {
  const { ranges, largest } = gathered.bursts;
  if (largest === null) return [];
  const who = gathered.initiators.find(({ id }) => id === largest.initiatorId)?.name ?? shortened(largest.initiatorId);
  const text =
    ranges.length === 1
      ? `One burst of ${countWords(largest.events, 'deletion')} by ${who}.`
      : `${countWords(ranges.length, 'burst')} of deletions; the largest is burst ${largest.number}, ${countWords(largest.events, 'deletion')} by ${who}.`;
  return [{ text, section: 'bursts' }];
}

function refused({ gathered: { refused: count } }: DeletionFacts): Attention[] {
  return line(count, {
    text: `${countWords(count, 'attempted deletion')} ${wasOrWere(count)} refused (reason code 401 or 403).`,
    section: 'attempted',
  });
}

function unknownInitiators({ gathered }: DeletionFacts): Attention[] {
  const unknown = gathered.initiators.find(({ id }) => id === null);
  const count = unknown === undefined ? 0 : eventsOf(unknown.byHeading);
  return line(count, { text: `${countWords(count, 'event')} without an initiator id.`, section: 'initiators' });
}

function inferred({ counts }: DeletionFacts): Attention[] {
  const actions = counts.actions.filter(({ isInferred }) => isInferred).length;
  return line(counts.inferred, {
    text: `${countWords(counts.inferred, 'event')} of ${countWords(actions, 'undocumented action')} ${wasOrWere(counts.inferred)} only inferred to be deletions.`,
    section: 'actions',
  });
}

function silentDays({ days, activity }: DeletionFacts): Attention[] {
  if (activity.events === 0) return [];
  return line(days.withoutEvents.length, {
    text: `${countWords(days.withoutEvents.length, 'day')} had no event of any kind in scope.`,
    section: null,
  });
}

function line(count: number, attention: Attention): Attention[] {
  return count === 0 ? [] : [attention];
}
