import { type Outcome, describeAction } from '@trailkeeper/catalog';
import { type ActionCount, sumCounts } from '../counts/action-count.js';
import { failureRate } from './failure-rate.js';

/**
 * One act with all its events: those under the catalog's other names for it, and those under its name with `.failed`,
 * since a service that reports failures that way reports the successes under the plain name.
 */
export interface ActionFailures {
  /** As `actionKeyOf` gives it. */
  readonly key: string;
  /** The documented name, else the plain action as received. */
  readonly action: string;
  readonly service: string;
  /** What it does, if the catalog knows. */
  readonly title: string | null;
  readonly outcomes: Readonly<Record<Outcome, number>>;
  /** Names that some of its events came under, beside `action`. */
  readonly otherNames: readonly { name: string; events: number }[];
  /** In percent; null if nothing ended in success or failure. */
  readonly rate: number | null;
}

/** Counts by act. Every event counts in exactly one. */
export function actionFailuresOf(counts: readonly ActionCount[]): ActionFailures[] {
  const groups = new Map<string, ActionCount[]>();
  for (const count of counts) {
    const key = actionKeyOf(count);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [count]);
    else group.push(count);
  }
  return [...groups].map(([key, group]) => toActionFailures(key, group as [ActionCount, ...ActionCount[]]));
}

/** The act that an event belongs to: a service and its documented name, else its plain action. */
export function actionKeyOf(of: Pick<ActionCount, 'action' | 'emitter'>): string {
  const { service, action } = actOf(of);
  return JSON.stringify([service, action]);
}

/** What the catalog makes of the plain action. */
export function actOf({ action, emitter }: Pick<ActionCount, 'action' | 'emitter'>) {
  const { plainAction } = describeAction(action, emitter);
  const { service, entry } = describeAction(plainAction, emitter);
  return { service, action: entry?.name ?? plainAction, title: entry?.title ?? null };
}

function toActionFailures(key: string, group: readonly [ActionCount, ...ActionCount[]]): ActionFailures {
  const { service, action, title } = actOf(group[0]);
  const { outcomes } = sumCounts(group);
  const names = [...new Set(group.map((count) => count.action))].filter((name) => name !== action).sort();
  const otherNames = names.map((name) => ({
    name,
    events: sumCounts(group.filter((count) => count.action === name)).events,
  }));
  return { key, action, service, title, outcomes, otherNames, rate: failureRate(outcomes) };
}
