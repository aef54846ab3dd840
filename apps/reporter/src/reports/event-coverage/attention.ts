import type { Attention } from '@trailkeeper/contract';
import { countWords, wasOrWere } from '../count-words.js';
import { durationWords } from '../duration-words.js';
import type { Coverage, EntryCoverage } from './coverage.js';
import { contradicted } from './coverage-share.js';
import { sourceName } from './source-name.js';

/** What an officer should look at, the gravest first; at most three, since the frame adds its own. */
export function attentionOf(
  coverage: Coverage,
  { previous, previousWords, daysWithout }: { previous: Coverage | null; previousWords: string; daysWithout: string[] },
): Attention[] {
  const ofActions = [
    ...contradictions(coverage),
    ...silentSources(coverage),
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

/** First, since it says that a person's word was wrong, and so perhaps others are. */
function contradictions({ documented }: Coverage): Attention[] {
  const seen = contradicted(documented);
  const events = seen.reduce((sum, { activity }) => sum + activity.events, 0);
  return line(seen.length, {
    text: `${countWords(seen.length, 'action')} attested as not applicable ${wasOrWere(seen.length)} seen all the same, with ${countWords(events, 'event')}.`,
    section: 'attested',
  });
}

/** Before all that was not seen, since it may be the reason. */
function silentSources({ silent }: Coverage): Attention[] {
  const countOf = (wanted: string) => silent.filter(({ kind }) => kind === wanted).length;
  const counts = [
    { count: countOf('service'), noun: 'service' },
    { count: countOf('key'), noun: 'ingest key' },
  ].filter(({ count }) => count > 0);
  const named = silent
    .slice(0, MAX_NAMED)
    .map((source) => `${sourceName(source)} for ${durationWords(source.silentForSeconds ?? 0)}`);
  const others = silent.length > MAX_NAMED ? [countWords(silent.length - MAX_NAMED, 'other')] : [];
  return line(silent.length, {
    text: `${counts.map(({ count, noun }) => countWords(count, noun)).join(' and ')} ${wasOrWere(silent.length)} silent when this report was made: ${[...named, ...others].join(', ')}.`,
    section: 'silent-sources',
  });
}

/** Two fit into two lines. */
const MAX_NAMED = 2;

/** Seen in the period before and not in this one: what a broken integration looks like. */
function fallenSilent(coverage: Coverage, previous: Coverage | null, previousWords: string): Attention[] {
  const before = new Set((previous?.documented ?? []).filter(isSeen).map(({ entry }) => entry.name));
  const gone = coverage.documented.filter((entry) => !isSeen(entry) && before.has(entry.entry.name));
  const silent = gone.filter(isUnattested);
  return line(silent.length, {
    text: `${countWords(silent.length, 'action')} seen in the period before (${previousWords}) ${wasOrWere(silent.length)} not seen in this one${unattestedWords(silent, gone)}.`,
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
  const unseen = documented.filter(({ lastEverSeen }) => lastEverSeen === null);
  const never = unseen.filter(isUnattested);
  return line(never.length, {
    text: `${countWords(never.length, 'documented action')} ${wasOrWere(never.length)} never seen, in this period or before it${unattestedWords(never, unseen)}.`,
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

/** Of what was not seen: nobody said why. */
function isUnattested({ state }: EntryCoverage): boolean {
  return state !== 'attested';
}

/** Where attested ones were left out, a count without a word of them would be too low. */
function unattestedWords(counted: readonly EntryCoverage[], all: readonly EntryCoverage[]): string {
  if (counted.length === all.length) return '';
  return `, those attested as not applicable apart`;
}

function isSeen({ state }: EntryCoverage): boolean {
  return state === 'seen';
}
