import { SERVICES, findService } from '@trailkeeper/catalog';
import { SOURCE_STATES, type ServicesLeftOut, type Source } from '@trailkeeper/contract';
import type { AskRows } from './ask-rows.js';
import { findKeysHeard } from './find-keys-heard.js';
import { type ServiceFilter, findServicesHeard } from './find-services-heard.js';
import { judgeSilence } from './judge-silence.js';

/**
 * The services, as they are at a moment: those that any event is from, and those of the catalog that none is; of those
 * outside the catalog the thousand heard last. The moment is to be that of the database's snapshot, or soon after.
 */
export async function findServiceSources(
  ask: AskRows,
  asOf: Date,
  filter: ServiceFilter = ALL,
): Promise<{ sources: Source[]; leftOut: ServicesLeftOut }> {
  const { services: heard, leftOut } = await findServicesHeard(ask, filter);
  const known = new Set(heard.map(({ service }) => service));
  const isWanted = (id: string) => filter.services === null || filter.services.includes(id);
  const unheard = SERVICES.filter(({ id }) => isWanted(id) && !known.has(id)).map(({ id }) => ({
    ...{ service: id, lastEventAt: null, buckets: [] as number[], arrivedBuckets: [] as number[] },
  }));
  const sources = [...heard, ...unheard]
    .map(({ service, lastEventAt, buckets, arrivedBuckets }) => ({
      kind: 'service' as const,
      name: service,
      family: findService(service)?.family ?? null,
      lastEventAt,
      lastArrivedAt: null,
      ...judgeSilence({ lastAt: lastEventAt === null ? null : new Date(lastEventAt), buckets, arrivedBuckets }, asOf),
    }))
    .sort(mostSilentFirst);
  return { sources, leftOut };
}

/** The keys, as they are at a moment. */
export async function findKeySources(ask: AskRows, asOf: Date): Promise<Source[]> {
  const heard = await findKeysHeard(ask, asOf);
  return heard
    .map(({ name, lastArrivedAt, buckets, isEnded }) => ({
      kind: 'key' as const,
      name,
      family: null,
      lastEventAt: null,
      lastArrivedAt,
      ...judgeSilence({ lastAt: lastArrivedAt === null ? null : new Date(lastArrivedAt), buckets, isEnded }, asOf),
    }))
    .sort(mostSilentFirst);
}

const ALL: ServiceFilter = { services: null, location: null, account: null };

/** The silent ones first, and of them the longest silent; then by state and by name. */
function mostSilentFirst(one: Source, other: Source): number {
  const byState = SOURCE_STATES.indexOf(one.state) - SOURCE_STATES.indexOf(other.state);
  if (byState !== 0) return byState;
  const byLength = one.state === 'silent' ? (other.silentForSeconds ?? 0) - (one.silentForSeconds ?? 0) : 0;
  return byLength !== 0 ? byLength : one.name < other.name ? -1 : 1;
}
