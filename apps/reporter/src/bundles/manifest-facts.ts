import type { ManifestFacts } from '@trailkeeper/bundle';
import { SOFTWARE_VERSION } from '@trailkeeper/http';
import { CATALOG_VERSION } from '../catalog/catalog-version.js';
import { periodWords } from '../reports/period/period-words.js';
import type { Original } from './find-original.js';
import type { BundledSlot } from './make-bundle.js';

/** What the manifest says of a bundle beside its files. Pure. */
export function manifestFacts(
  { id, scheduleId, name, dueAt, definition, from, to, horizon, restates }: BundledSlot,
  made: {
    organisation: string | null;
    original: Original | null;
    isEmpty: boolean;
    hasEvents: boolean;
    madeAt: Date;
  },
): ManifestFacts {
  const { services, location, account, owner, preset, timeZone } = definition;
  return {
    softwareVersion: SOFTWARE_VERSION,
    catalogVersion: CATALOG_VERSION,
    organisation: made.organisation,
    schedule: { id: scheduleId, name, owner, preset },
    slot: { id, dueAt: dueAt.toISOString() },
    restates: restates === null ? null : { ...restates, bundle: made.original?.bundle ?? null },
    period: {
      from: from.toISOString(),
      to: to.toISOString(),
      timeZone,
      words: periodWords({ from, to, timeZone }),
    },
    scope: { services, location, account },
    isEmpty: made.isEmpty,
    hasEvents: made.hasEvents,
    dataAsOf: horizon.at,
    madeAt: made.madeAt.toISOString(),
  };
}
