import type { ActionStatus, CatalogAction } from './catalog-action.js';
import { findAction, findService } from './catalog.js';
import type { Effect } from './effect.js';
import { isFailedAction, plainActionOf } from './failed-suffix.js';
import type { FamilyId } from './family.js';
import { looksLikeDeletion } from './inferred-deletion.js';
import { serviceOf } from './service-of.js';

/** What the catalog makes of an action as received. */
export interface ActionMeaning {
  /** As received. */
  readonly action: string;
  readonly service: string;
  /** Undefined for a service outside the catalog. */
  readonly family: FamilyId | undefined;
  /** `undocumented`: no edition lists it. Normal for known services, possible for unknown ones; never dropped. */
  readonly status: ActionStatus | 'undocumented';
  /** The entry the event counts for. Undefined exactly when undocumented. */
  readonly entry: CatalogAction | undefined;
  /** Whether `action` is another name of the entry, not its documented one. */
  readonly isAlias: boolean;
  /** Undefined when the action is undocumented and nothing can be said about it. */
  readonly effect: Effect | undefined;
  /** Whether `effect` was inferred because no document lists the action: from its plain action or from its words. */
  readonly isInferred: boolean;
  /** Whether the name itself says failure, by ending in `.failed`. */
  readonly isFailed: boolean;
  /** `action` without `.failed`: the row that shows "+n under .failed". */
  readonly plainAction: string;
}

/**
 * All that the catalog knows or infers about one action. Pure and cheap enough to call per event.
 *
 * @param emitter what `emitterOf` gave; used only for actions that do not name their service
 */
export function describeAction(action: string, emitter?: string): ActionMeaning {
  const entry = findAction(action);
  const plainAction = plainActionOf(action);
  const service = entry?.service ?? serviceOf(action, emitter);
  const effect = entry?.effect ?? inferredEffect(plainAction);
  return {
    action,
    service,
    family: findService(service)?.family,
    status: entry?.status ?? 'undocumented',
    entry,
    isAlias: entry !== undefined && entry.name !== action,
    effect,
    isInferred: entry === undefined && effect !== undefined,
    isFailed: isFailedAction(action),
    plainAction,
  };
}

/** Of an undocumented action: what its documented plain action does, or `delete` if it reads like a deletion. */
function inferredEffect(plainAction: string): Effect | undefined {
  return findAction(plainAction)?.effect ?? (looksLikeDeletion(plainAction) ? 'delete' : undefined);
}
