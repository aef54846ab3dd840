import { deletionHeading, describeAction, findFamily, findService } from '@trailkeeper/catalog';
import type { EventMeaning, FoundEvent } from '@trailkeeper/contract';
import { describeEntry } from '../../catalog/describe-catalog.js';

/** What the catalog says of an event, or infers from the name of its action. Pure. */
export function describeMeaning({
  action,
  service,
  family,
  catalogStatus,
  outcome,
}: Pick<FoundEvent, 'action' | 'service' | 'family' | 'catalogStatus' | 'outcome'>): EventMeaning {
  const { entry, isAlias, effect, isInferred, isFailed, plainAction } = describeAction(action);
  return {
    service,
    serviceName: findService(service)?.name ?? null,
    family,
    familyName: family === null ? null : (findFamily(family)?.name ?? null),
    status: catalogStatus,
    entry:
      entry === undefined
        ? null
        : { ...describeEntry(entry), section: entry.section, isDeprecated: entry.isDeprecated },
    isAlias,
    effect: effect ?? null,
    isInferred,
    deletionHeading: deletionHeading(action, outcome) ?? null,
    plainAction: isFailed ? plainAction : null,
  };
}
