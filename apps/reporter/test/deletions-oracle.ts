import type { ReportRequest } from '../src/reports/report-kind.js';
import type { DetailedEvent } from './sent-details.js';

/** What a deletions report must say of some events, found by looking at each on its own, without database or catalog. */
export interface ExpectedDeletions {
  /** All events in scope, deletions or not. */
  counted: number;
  /** Deleted, prepared, undone, attempted, initiators, inferred. */
  figures: number[];
  previous: (number | null)[];
  /** One line an event in the order of time: `heading inferred burst occurredAt action outcome initiator`. */
  rows: string[];
  /** One line a day with any: `date deleted prepared undone attempted`. */
  days: string[];
  /** One line an initiator: `id deleted prepared undone attempted first last`. */
  initiators: string[];
  /** One line a burst: `number initiator events first last`. */
  bursts: string[];
}

/** The actions the test sends: the scopes they are in, and what they are by the documents, spelt out. */
export const ACTIONS: Readonly<Record<string, { does: 'delete' | 'prepare' | 'undo' | 'else'; inferred?: true }>> = {
  'kms.secrets.delete': { does: 'delete' },
  'kms.secrets.setkeyfordeletion': { does: 'prepare' },
  'kms.secrets.unsetkeyfordeletion': { does: 'undo' },
  'kms.secrets.restore': { does: 'undo' },
  'kms.secrets.create': { does: 'else' },
  'kms.secrets.delete.failed': { does: 'delete', inferred: true },
  'kms.vault.purge': { does: 'delete', inferred: true },
  'kms.vault.ack-delete': { does: 'else' },
  'kmsx.thing.destroy': { does: 'delete', inferred: true },
  'codeengine.job.delete': { does: 'delete' },
  'datacatalog.asset.trash': { does: 'prepare' },
  'datacatalog.asset.purge': { does: 'delete' },
  'datacatalog.asset.restore': { does: 'undo' },
  'pm-20.training.delete': { does: 'delete' },
  'wdp-profiling.profile.delete.failed': { does: 'delete' },
  'wdp.scheduling.schedule.delete.multiple': { does: 'delete' },
  'delete/volume': { does: 'delete', inferred: true },
  'deleted.user': { does: 'delete', inferred: true },
  'read/list': { does: 'else' },
};

const SERVICES: Readonly<Record<string, string[]>> = {
  kms: ['kms'],
  'key-protect': ['kms'],
  codeengine: ['codeengine'],
  datacatalog: ['datacatalog'],
  watsonx: ['datacatalog', 'pm-20', 'wdp-profiling', 'wdp.scheduling'],
};

const HEADINGS = ['deleted', 'prepared', 'undone', 'attempted'];

export function expectedDeletions(
  events: readonly DetailedEvent[],
  request: ReportRequest,
  before: { from: Date; to: Date },
): ExpectedDeletions {
  const inPeriod = within(events, request, request);
  const found = inPeriod.filter((event) => headingOf(event) !== undefined).sort(byTime);
  const bursts = burstsOf(found.filter((event) => headingOf(event) === 'deleted'));
  const burstNumber = (event: DetailedEvent) => bursts.findIndex((burst) => burst.includes(event)) + 1 || null;
  const hasBefore = events.some(({ occurredAt }) => occurredAt >= before.from && occurredAt < before.to);
  const ids = [...new Set(found.map(({ initiatorId }) => initiatorId))];
  const dates = [...new Set(found.map((event) => localDate(event.occurredAt, request.timeZone)))].sort();
  return {
    counted: inPeriod.length,
    figures: figures(found),
    previous: hasBefore ? figures(within(events, request, before)) : HEADINGS.concat('', '').map(() => null),
    rows: found.map((event) =>
      [
        headingOf(event),
        ACTIONS[event.action]?.inferred === true ? 'yes' : 'no',
        burstNumber(event),
        timeText(event),
        event.action,
        event.action.endsWith('.failed') ? 'failure' : event.outcome,
        event.initiatorId,
      ].join(' '),
    ),
    days: dates.map((date) => {
      const own = found.filter((event) => localDate(event.occurredAt, request.timeZone) === date);
      return [date, ...byHeading(own)].join(' ');
    }),
    initiators: ids
      .map((id) => {
        const own = found.filter(({ initiatorId }) => initiatorId === id);
        return [id, ...byHeading(own), timeText(own[0]), timeText(own.at(-1))].join(' ');
      })
      .sort(),
    bursts: bursts.map((burst, index) =>
      [index + 1, burst[0]?.initiatorId, burst.length, timeText(burst[0]), timeText(burst.at(-1))].join(' '),
    ),
  };
}

function figures(events: readonly DetailedEvent[]): number[] {
  const found = events.filter((event) => headingOf(event) !== undefined);
  const initiators = new Set(found.flatMap(({ initiatorId }) => initiatorId ?? []));
  return [...byHeading(found), initiators.size, found.filter(({ action }) => ACTIONS[action]?.inferred).length];
}

function byHeading(events: readonly DetailedEvent[]): number[] {
  return HEADINGS.map((heading) => events.filter((event) => headingOf(event) === heading).length);
}

function headingOf({ action, outcome }: DetailedEvent): string | undefined {
  const succeeded = outcome === 'success' && !action.endsWith('.failed');
  switch (ACTIONS[action]?.does) {
    case 'delete':
      return succeeded ? 'deleted' : 'attempted';
    case 'prepare':
      return succeeded ? 'prepared' : 'attempted';
    case 'undo':
      return succeeded ? 'undone' : undefined;
    case 'else':
    case undefined:
      return undefined;
  }
}

/** A deletion is in a burst if ten in a row of its initiator, it among them, lie within 5 minutes; shared ones join. */
function burstsOf(deleted: readonly DetailedEvent[]): DetailedEvent[][] {
  const bursts: DetailedEvent[][] = [];
  for (const id of new Set(deleted.flatMap(({ initiatorId }) => initiatorId ?? []))) {
    const own = deleted.filter(({ initiatorId }) => initiatorId === id);
    const ofOne: Set<DetailedEvent>[] = [];
    for (let index = 0; index + 10 <= own.length; index += 1) {
      const window = own.slice(index, index + 10);
      const [begin, end] = [window[0]?.occurredAt.getTime() ?? 0, window[9]?.occurredAt.getTime() ?? 0];
      if (end - begin > 5 * 60_000) continue;
      const joined = ofOne.find((burst) => window.some((event) => burst.has(event)));
      if (joined === undefined) ofOne.push(new Set(window));
      else for (const event of window) joined.add(event);
    }
    bursts.push(...ofOne.map((burst) => [...burst]));
  }
  const beginOf = (burst: DetailedEvent[]) => burst[0]?.occurredAt.getTime() ?? 0;
  return bursts.sort((one, other) => beginOf(one) - beginOf(other));
}

function within(
  events: readonly DetailedEvent[],
  { service, location, account }: ReportRequest,
  { from, to }: { from: Date; to: Date },
): DetailedEvent[] {
  return events.filter(
    (event) =>
      event.occurredAt >= from &&
      event.occurredAt < to &&
      (service === 'all' || (SERVICES[service] ?? []).includes(serviceOf(event))) &&
      (location === null || event.location === location) &&
      (account === null || event.account === account),
  );
}

function serviceOf({ action, emitter }: DetailedEvent): string {
  if (action.startsWith('wdp.scheduling.')) return 'wdp.scheduling';
  if (!action.includes('.') || action === 'deleted.user') return emitter || 'unknown';
  return action.split('.')[0] ?? '';
}

function byTime(one: DetailedEvent, other: DetailedEvent): number {
  return one.occurredAt.getTime() - other.occurredAt.getTime();
}

function timeText(event: DetailedEvent | undefined): string {
  return event?.occurredAt.toISOString().replace('Z', '000Z') ?? '';
}

function localDate(moment: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone }).format(moment);
}
