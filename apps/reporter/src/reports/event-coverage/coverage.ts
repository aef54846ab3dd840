import { type CatalogAction, type Scope, describeAction } from '@trailkeeper/catalog';
import type { ServicesLeftOut, Source } from '@trailkeeper/contract';
import { type ActionCount, type Activity, sumCounts } from '../counts/action-count.js';
import type { CoverageAttestation, PeriodAttestation } from './attestations.js';

/** What is known of an entry of the catalog in the period. What was seen is `seen`, whatever anybody attested. */
export type CoverageState = 'seen' | 'not-seen' | 'attested';

/** One entry of the catalog with what was seen of it, under whichever of its names. */
export interface EntryCoverage {
  readonly entry: CatalogAction;
  readonly state: CoverageState;
  /** Of the attestations that count for the period the one made last, also if the action was seen all the same. */
  readonly attestation: CoverageAttestation | null;
  /** All that overlap the period, the one made last first. */
  readonly attestations: readonly PeriodAttestation[];
  /** Seen, and every event of it pending: its end was never observed. */
  readonly isPendingOnly: boolean;
  readonly activity: Activity;
  /** The names it was seen under, the documented one first. */
  readonly names: readonly SeenName[];
  /** Events under its names with `.failed` added; they count there, not here. */
  readonly underFailed: number;
  /** The last time before the period's end, however long ago; null if never. */
  readonly lastEverSeen: string | null;
}

export interface SeenName {
  readonly name: string;
  readonly events: number;
  /** `renamed`: the producer publishes both names. `corrected`: we read it from two editions. */
  readonly relation: 'documented' | 'renamed' | 'corrected';
}

/** An action that no edition lists, as one emitter sent it. */
export interface UndocumentedAction {
  readonly action: string;
  readonly service: string;
  readonly activity: Activity;
  /** The entry whose failure the name seems to be, if it ends in `.failed`. */
  readonly failureOf: CatalogAction | null;
}

export interface Coverage {
  readonly scope: Scope;
  /** What the events are limited to beside the service, in words (`scopeWords`); null if they are not. */
  readonly limit: string | null;
  /** In printed order. */
  readonly documented: readonly EntryCoverage[];
  /** What only a newer edition lists; no part of coverage. */
  readonly later: readonly EntryCoverage[];
  /** The most frequent first. */
  readonly undocumented: readonly UndocumentedAction[];
  /** Sources in scope that were silent when the report was made, the longest silent first (docs/meaning.md, rule 10). */
  readonly silent: readonly Source[];
  /** Of those outside the catalog these were not looked at. */
  readonly servicesLeftOut: ServicesLeftOut;
  readonly activity: Activity;
}

/** What there is to know of a period beside its counts. */
export interface CoverageFacts {
  readonly lastSeen?: ReadonlyMap<string, string>;
  readonly attestations?: ReadonlyMap<string, readonly PeriodAttestation[]>;
  readonly silent?: readonly Source[];
  readonly servicesLeftOut?: ServicesLeftOut;
  readonly limit?: string | null | undefined;
}

/**
 * Holds the counts of a period against the catalog (docs/meaning.md, rules 5 and 6). Pure; every event counts in exactly one
 * place.
 *
 * `lastSeen` says when names not seen in the period were last seen before it; `attestations` is what `attestationsOf` says
 * of the period.
 */
export function coverageOf(
  scope: Scope,
  counts: readonly ActionCount[],
  {
    lastSeen = new Map(),
    attestations = new Map(),
    silent = [],
    servicesLeftOut = { count: 0, isAtLeast: false },
    limit = null,
  }: CoverageFacts = {},
): Coverage {
  const byAction = groupBy(counts, (count) => count.action);
  const toEntry = (entry: CatalogAction) => entryCoverage(entry, byAction, { lastSeen, attestations });
  return {
    scope,
    limit,
    documented: scope.services.flatMap((service) => service.actions).map(toEntry),
    later: scope.services.flatMap((service) => service.laterActions).map(toEntry),
    undocumented: undocumentedOf(counts),
    silent,
    servicesLeftOut,
    activity: sumCounts(counts),
  };
}

function entryCoverage(
  entry: CatalogAction,
  byAction: ReadonlyMap<string, ActionCount[]>,
  { lastSeen, attestations }: Required<Pick<CoverageFacts, 'lastSeen' | 'attestations'>>,
): EntryCoverage {
  const countsOf = (name: string) => byAction.get(name) ?? [];
  const names = namesOf(entry);
  const activity = sumCounts(names.flatMap(({ name }) => countsOf(name)));
  const before = names.flatMap(({ name }) => lastSeen.get(name) ?? []).sort();
  const ofEntry = attestations.get(entry.name) ?? [];
  const attestation = ofEntry.find(({ standing }) => standing === 'counts')?.attestation ?? null;
  return {
    entry,
    state: activity.events > 0 ? 'seen' : attestation === null ? 'not-seen' : 'attested',
    attestation,
    attestations: ofEntry,
    isPendingOnly: activity.events > 0 && activity.outcomes.pending === activity.events,
    activity,
    names: names
      .map((name) => ({ ...name, events: sumCounts(countsOf(name.name)).events }))
      .filter(({ events }) => events > 0),
    underFailed: sumCounts(names.flatMap(({ name }) => countsOf(`${name}.failed`))).events,
    lastEverSeen: activity.lastSeen ?? before.at(-1) ?? null,
  };
}

/** Every name of an entry, the documented one first. */
export function namesOf(entry: CatalogAction): Omit<SeenName, 'events'>[] {
  return [
    { name: entry.name, relation: 'documented' },
    ...entry.aliases.map(({ name, basis }) => ({
      name,
      relation: basis === 'documented' ? ('renamed' as const) : ('corrected' as const),
    })),
  ];
}

function undocumentedOf(counts: readonly ActionCount[]): UndocumentedAction[] {
  const unknown = counts.filter(({ action, emitter }) => describeAction(action, emitter).status === 'undocumented');
  return [
    ...groupBy(unknown, ({ action, emitter }) =>
      JSON.stringify([describeAction(action, emitter).service, action]),
    ).values(),
  ]
    .map((ofAction) => {
      const [{ action, emitter }] = ofAction as [ActionCount];
      const { service, isFailed, plainAction } = describeAction(action, emitter);
      const failureOf = isFailed ? (describeAction(plainAction).entry ?? null) : null;
      return { action, service, activity: sumCounts(ofAction), failureOf };
    })
    .sort(
      (one, other) =>
        other.activity.events - one.activity.events ||
        compare(one.action, other.action) ||
        compare(one.service, other.service),
    );
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}
