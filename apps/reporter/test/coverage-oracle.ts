import { findScope } from '@trailkeeper/catalog';
import type { ReportRequest } from '../src/reports/report-kind.js';
import type { MadeAttestation } from './made-attestation.js';
import type { SentEvent } from './sent-event.js';

/** What a coverage report must say of some events, found by looking at each event on its own, without any database. */
export interface ExpectedCoverage {
  counted: number;
  arrivedLate: number;
  firstEvent: string | null;
  lastEvent: string | null;
  daysWithoutEvents: string[];
  totalDays: number;
  begunDays: number;
  /** One line an action: `status state action success failure pending unknown under_failed first last lastEver by until`. */
  rows: string[];
}

export function expectedCoverage(
  { events, attestations }: { events: readonly SentEvent[]; attestations: readonly MadeAttestation[] },
  request: ReportRequest,
  dataAsOf: Date,
): ExpectedCoverage {
  const inScope = events.filter((event) => isInScope(event, request));
  const inPeriod = inScope.filter(({ occurredAt }) => occurredAt >= request.from && occurredAt < request.to);
  const before = inScope.filter(({ occurredAt }) => occurredAt < request.to);
  const days = localDays(request);
  // A date that was met by now is one of the days up to now.
  const begunDays = dataAsOf < request.from ? [] : days.filter((day) => day <= localDate(dataAsOf, request.timeZone));
  const seenDays = new Set(inPeriod.map(({ occurredAt }) => localDate(occurredAt, request.timeZone)));
  return {
    counted: inPeriod.length,
    arrivedLate: inPeriod.filter(({ arrivedAt }) => arrivedAt >= request.to).length,
    firstEvent: timeText(first(inPeriod)),
    lastEvent: timeText(last(inPeriod)),
    totalDays: days.length,
    begunDays: begunDays.length,
    daysWithoutEvents: begunDays.filter((day) => !seenDays.has(day)),
    rows: [...entryRows({ inPeriod, before, attestations }, request), ...undocumentedRows(inPeriod)].sort(),
  };
}

function entryRows(
  {
    inPeriod,
    before,
    attestations,
  }: { inPeriod: SentEvent[]; before: SentEvent[]; attestations: readonly MadeAttestation[] },
  request: ReportRequest,
): string[] {
  const services = findScope(request.service)?.services ?? [];
  return services
    .flatMap((one) => [...one.actions, ...one.laterActions])
    .map((entry) => {
      const names = [entry.name, ...entry.aliases.map(({ name }) => name)];
      const own = inPeriod.filter(({ action }) => names.includes(action));
      const underFailed = inPeriod.filter(({ action }) => names.some((name) => action === `${name}.failed`)).length;
      const everSeen = before.filter(({ action }) => names.includes(action));
      const word = entry.status === 'documented' ? quotedWord(attestations, names, request) : undefined;
      return [
        entry.status,
        own.length > 0 ? 'seen' : word === undefined ? 'not-seen' : 'attested',
        entry.name,
        ...tallies(own),
        underFailed,
        timeText(first(own)),
        timeText(last(own)),
        timeText(last(everSeen)),
        word?.attestedBy,
        timeText(word?.until),
      ].join(' ');
    });
}

/**
 * Of what was attested of an action and not withdrawn the one to quote; undefined if the period is not covered. Every
 * selection is tried: the first to cover is the one that does without the word made first if any does, then without the
 * second, and so on. Quoted is the one of it made last.
 */
function quotedWord(
  attestations: readonly MadeAttestation[],
  names: string[],
  request: ReportRequest,
): MadeAttestation | undefined {
  const words = attestations
    .filter((one) => names.includes(one.action) && !one.isWithdrawn)
    .sort((one, other) => one.attestedAt.getTime() - other.attestedAt.getTime());
  for (let selection = 1; selection < 2 ** words.length; selection += 1) {
    const selected = words.filter((_, rank) => (selection >> (words.length - 1 - rank)) % 2 === 1);
    if (coversAll(selected, request)) return selected.at(-1);
  }
  return undefined;
}

/** A gap begins with the period or where a word ends: it is enough to look at these moments. */
function coversAll(words: readonly MadeAttestation[], { from, to }: ReportRequest): boolean {
  const moments = [from, ...words.map(({ until }) => until)].filter((moment) => moment >= from && moment < to);
  return moments.every((moment) =>
    words.some((word) => (word.from === null || word.from <= moment) && word.until > moment),
  );
}

function undocumentedRows(inPeriod: SentEvent[]): string[] {
  const known = new Set(
    (findScope('all')?.services ?? [])
      .flatMap((one) => [...one.actions, ...one.laterActions])
      .flatMap((entry) => [entry.name, ...entry.aliases.map(({ name }) => name)]),
  );
  const unknown = inPeriod.filter(({ action }) => !known.has(action));
  const keys = new Set(unknown.map((event) => `${serviceOf(event)} ${event.action}`));
  return [...keys].map((key) => {
    const own = unknown.filter((event) => `${serviceOf(event)} ${event.action}` === key);
    const at = timeText(last(own));
    return ['undocumented', 'seen', own[0]?.action, ...tallies(own), 0, timeText(first(own)), at, at, null, null].join(
      ' ',
    );
  });
}

function tallies(events: SentEvent[]): number[] {
  const outcomes = events.map(({ action, outcome }) => (action.endsWith('.failed') ? 'failure' : outcome));
  return ['success', 'failure', 'pending', 'unknown'].map(
    (wanted) => outcomes.filter((outcome) => outcome === wanted).length,
  );
}

function isInScope(event: SentEvent, { service, location, account }: ReportRequest): boolean {
  const services = (findScope(service)?.services ?? []).map(({ id }) => id);
  if (service !== 'all' && !services.includes(serviceOf(event))) return false;
  return (location === null || event.location === location) && (account === null || event.account === account);
}

/** Enough for the actions the test sends: known prefixes, one unknown service, and actions that name none. */
function serviceOf({ action, emitter }: SentEvent): string {
  if (action.startsWith('wdp.scheduling.')) return 'wdp.scheduling';
  return action.includes('.') ? (action.split('.')[0] ?? '') : emitter || 'unknown';
}

function first(events: SentEvent[]): Date | undefined {
  return events.map(({ occurredAt }) => occurredAt).sort((one, other) => one.getTime() - other.getTime())[0];
}

function last(events: SentEvent[]): Date | undefined {
  return events.map(({ occurredAt }) => occurredAt).sort((one, other) => other.getTime() - one.getTime())[0];
}

function timeText(time: Date | undefined): string | null {
  return time?.toISOString().replace('Z', '000Z') ?? null;
}

function localDate(moment: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone }).format(moment);
}

/** Every quarter of an hour is asked for its date: slow, and hard to get wrong. */
function localDays({ from, to, timeZone }: ReportRequest): string[] {
  const days = new Set<string>();
  for (let at = from.getTime(); at < to.getTime(); at += 15 * 60_000) days.add(localDate(new Date(at), timeZone));
  days.add(localDate(new Date(to.getTime() - 1), timeZone));
  return [...days].sort();
}
