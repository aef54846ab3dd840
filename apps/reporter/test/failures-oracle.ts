import { findScope } from '@trailkeeper/catalog';
import type { ReportRequest } from '../src/reports/report-kind.js';
import type { DetailedEvent } from './sent-details.js';

/** What a failures report must say of some events, found by looking at each event on its own, without any database. */
export interface ExpectedFailures {
  counted: number;
  arrivedLate: number;
  firstEvent: string | null;
  lastEvent: string | null;
  /** Failures, rate, refused, errors, initiators refused, pending or unknown; with the period before, if it is known. */
  figures: string[];
  /** `label refused errors`, those without failures left out. */
  columns: string[];
  /** `action failures refused success pending unknown rate before`. */
  actions: string[];
  /** `name id refused errors addresses first last`. */
  initiators: string[];
  /** `code errors before share first last`. */
  codes: string[];
  refused: string[];
  errors: string[];
  /** One line a failed event: `kind time service action code initiator`. */
  rows: string[];
}

export function expectedFailures(
  events: readonly DetailedEvent[],
  request: ReportRequest,
  before: { from: Date; to: Date },
): ExpectedFailures {
  const inScope = events.filter((event) => isInScope(event, request));
  const within =
    ({ from, to }: { from: Date; to: Date }) =>
    (event: { occurredAt: Date }) =>
      event.occurredAt >= from && event.occurredAt < to;
  const now = inScope.filter(within(request));
  const then = inScope.filter(within(before));
  const hasBefore = events.some(within(before));
  const failed = sorted(now.filter(isFailure));
  const refused = failed.filter(isRefused);
  const errors = failed.filter((event) => !isRefused(event));
  return {
    counted: now.length,
    arrivedLate: now.filter(({ arrivedAt }) => arrivedAt >= request.to).length,
    firstEvent: timeText(sorted(now).at(0)),
    lastEvent: timeText(sorted(now).at(-1)),
    figures: figures(now).map((value, index) => `${value} ${hasBefore ? figures(then)[index] : null}`),
    columns: columns(failed, request.timeZone),
    actions: actions(now, hasBefore ? then : []),
    initiators: initiators(failed),
    codes: codes(errors, hasBefore ? then.filter(isFailure) : null),
    refused: refused.map(rowText),
    errors: errors.map(rowText),
    rows: failed.map(
      (event) => `${isRefused(event) ? 'refused' : 'error'} ${rowText(event)} ${serviceOf(event)} ${event.initiatorId}`,
    ),
  };
}

function figures(events: readonly DetailedEvent[]): string[] {
  const failed = events.filter(isFailure);
  const refused = failed.filter(isRefused);
  const known = refused.filter(({ initiatorId, initiatorName }) => initiatorId !== null || initiatorName !== null);
  const apart = events.filter((event) => !isFailure(event) && event.outcome !== 'success');
  const values = [
    failed.length,
    rate(events),
    refused.length,
    failed.length - refused.length,
    new Set(known.map(whoOf)).size,
    apart.length,
  ];
  return values.map(String);
}

function rate(events: readonly DetailedEvent[]): string {
  const failed = events.filter(isFailure).length;
  const succeeded = events.filter((event) => !isFailure(event) && event.outcome === 'success').length;
  return failed + succeeded === 0 ? 'null' : String(Math.round((failed / (failed + succeeded)) * 1e6));
}

function columns(failed: readonly DetailedEvent[], timeZone: string): string[] {
  const of = (event: DetailedEvent) => new Intl.DateTimeFormat('sv-SE', { timeZone }).format(event.occurredAt);
  return [...groups(failed, of)]
    .map(([day, own]) => `${day} ${own.filter(isRefused).length} ${own.filter((one) => !isRefused(one)).length}`)
    .sort();
}

function actions(now: readonly DetailedEvent[], then: readonly DetailedEvent[]): string[] {
  const before = groups(then, actOf);
  return [...groups(now, actOf)]
    .filter(([, own]) => own.some(isFailure))
    .map(([act, own]) => {
      const failed = own.filter(isFailure);
      const count = (outcome: string) => own.filter((one) => !isFailure(one) && one.outcome === outcome).length;
      const others = ['success', 'pending', 'unknown'].map(count).join(' ');
      const name = act.split(' ')[1];
      return `${name} ${failed.length} ${failed.filter(isRefused).length} ${others} ${rate(own)} ${rate(before.get(act) ?? [])}`;
    })
    .sort();
}

function initiators(failed: readonly DetailedEvent[]): string[] {
  return [...groups(failed, whoOf).values()]
    .map((own) => {
      const names = own.flatMap(({ initiatorName }) => initiatorName ?? []).sort();
      const refused = own.filter(isRefused).length;
      const addresses = new Set(own.flatMap(({ initiatorAddress }) => initiatorAddress ?? [])).size;
      const id = own[0]?.initiatorId ?? null;
      const name = names.at(-1) ?? (id === null ? 'not said' : null);
      const [first, last] = [sorted(own).at(0), sorted(own).at(-1)].map(timeText);
      return `${name} ${id} ${refused} ${own.length - refused} ${addresses} ${first} ${last}`;
    })
    .sort();
}

function codes(errors: readonly DetailedEvent[], before: readonly DetailedEvent[] | null): string[] {
  const nameOf = ({ reasonCode = null }: DetailedEvent) => {
    if (reasonCode === null) return 'no reason code';
    return reasonCode < 100 || reasonCode > 999 ? 'codes outside 100 to 999' : String(reasonCode);
  };
  return [...groups(errors, nameOf)]
    .map(([name, own]) => {
      const then = before === null ? null : before.filter((one) => nameOf(one) === name).length;
      const share = Math.round((own.length / errors.length) * 1e6);
      return `${name} ${own.length} ${then} ${share} ${timeText(sorted(own).at(0))} ${timeText(sorted(own).at(-1))}`;
    })
    .sort();
}

function rowText(event: DetailedEvent): string {
  return `${timeText(event)} ${event.action} ${event.reasonCode}`;
}

function isFailure({ action, outcome }: DetailedEvent): boolean {
  return action.endsWith('.failed') || outcome === 'failure';
}

function isRefused({ reasonCode }: DetailedEvent): boolean {
  return reasonCode === 401 || reasonCode === 403;
}

function whoOf({ initiatorId, initiatorName }: DetailedEvent): string {
  return initiatorId === null ? `name ${initiatorName}` : `id ${initiatorId}`;
}

/** Service and act: other names of one action, and `.failed`, are the same act. */
function actOf(event: DetailedEvent): string {
  const plain = event.action.replace(/\.failed$/, '');
  const entry = (findScope('all')?.services ?? [])
    .flatMap((one) => [...one.actions, ...one.laterActions])
    .find(({ name, aliases }) => [name, ...aliases.map((alias) => alias.name)].includes(plain));
  return `${serviceOf(event)} ${entry?.name ?? plain}`;
}

function isInScope(event: DetailedEvent, { service, location, account }: ReportRequest): boolean {
  const services = (findScope(service)?.services ?? []).map(({ id }) => id);
  if (service !== 'all' && !services.includes(serviceOf(event))) return false;
  return (location === null || event.location === location) && (account === null || event.account === account);
}

/** Enough for the actions the test sends: known prefixes, one unknown service, and actions that name none. */
function serviceOf({ action, emitter }: DetailedEvent): string {
  if (action.startsWith('wdp.scheduling.')) return 'wdp.scheduling';
  return action.includes('.') ? (action.split('.')[0] ?? '') : emitter || 'unknown';
}

function groups(
  events: readonly DetailedEvent[],
  keyOf: (event: DetailedEvent) => string,
): Map<string, DetailedEvent[]> {
  return new Map([...new Set(events.map(keyOf))].map((key) => [key, events.filter((event) => keyOf(event) === key)]));
}

function sorted<Event extends { occurredAt: Date }>(events: readonly Event[]): Event[] {
  return [...events].sort((one, other) => one.occurredAt.getTime() - other.occurredAt.getTime());
}

function timeText(event: { occurredAt: Date } | undefined): string | null {
  return event?.occurredAt.toISOString().replace('Z', '000Z') ?? null;
}
