import type { Attention } from '@trailkeeper/contract';
import { countWords } from '../count-words.js';
import type { Coverage, EntryCoverage } from './coverage.js';

/** What an officer should look at, the gravest first; at most three, since the frame adds its own. */
export function attentionOf(
  coverage: Coverage,
  { previous, previousWords, daysWithout }: { previous: Coverage | null; previousWords: string; daysWithout: string[] },
): Attention[] {
  const ofActions = [
    ...fallenSilent(coverage, previous, previousWords),
    ...undocumented(coverage),
    ...neverSeen(coverage),
    ...pendingOnly(coverage),
  ];
  return [...ofActions.map((line) => limited(line, coverage)), ...silentDays(daysWithout, coverage)].slice(0, 3);
}

/** What is true of the events that were looked at may be false of others. */
function limited({ text, section }: Attention, { limit }: Coverage): Attention {
  return { text: limit === null ? text : `Among events ${limit}, ${text}`, section };
}

/** Seen in the period before and not in this one: what a broken integration looks like. */
function fallenSilent(coverage: Coverage, previous: Coverage | null, previousWords: string): Attention[] {
  const before = new Set((previous?.documented ?? []).filter(isSeen).map(({ entry }) => entry.name));
  const silent = coverage.documented.filter((entry) => !isSeen(entry) && before.has(entry.entry.name));
  return line(silent.length, {
    text: `${countWords(silent.length, 'action')} seen in the period before (${previousWords}) ${wasOrWere(silent.length)} not seen in this one.`,
    section: 'not-seen',
  });
}

function undocumented({ undocumented: actions }: Coverage): Attention[] {
  const events = actions.reduce((sum, { activity }) => sum + activity.events, 0);
  return line(actions.length, {
    text: `${countWords(actions.length, 'undocumented action')} appeared, with ${countWords(events, 'event')}.`,
    section: 'undocumented',
  });
}

function neverSeen({ documented }: Coverage): Attention[] {
  const never = documented.filter(({ lastEverSeen }) => lastEverSeen === null);
  return line(never.length, {
    text: `${countWords(never.length, 'documented action')} ${wasOrWere(never.length)} never seen, in this period or before it.`,
    section: 'not-seen',
  });
}

function pendingOnly({ documented }: Coverage): Attention[] {
  const pending = documented.filter(({ isPendingOnly }) => isPendingOnly);
  return line(pending.length, {
    text: `${countWords(pending.length, 'action')} ${wasOrWere(pending.length)} seen only as pending: how they ended was not observed.`,
    section: 'coverage',
  });
}

function silentDays(daysWithout: string[], { activity }: Coverage): Attention[] {
  if (activity.events === 0) return [];
  return line(daysWithout.length, {
    text: `${countWords(daysWithout.length, 'day')} had no event in scope.`,
    section: null,
  });
}

function line(count: number, attention: Attention): Attention[] {
  return count === 0 ? [] : [attention];
}

function isSeen({ state }: EntryCoverage): boolean {
  return state === 'seen';
}

function wasOrWere(count: number): string {
  return count === 1 ? 'was' : 'were';
}
