import type { Scope } from '@trailkeeper/catalog';
import type { Source } from '@trailkeeper/contract';
import { findKeySources, findServiceSources } from '../../sources/find-sources.js';
import type { ReportContext } from '../report-kind.js';

/**
 * What is silent at the moment of the snapshot, whatever the period, the longest silent first: the services in scope, by
 * their events in the report's location and account, and in a report about everything the ingest keys, of which nobody knows
 * where they send from.
 */
export async function findSilentSources(
  { query, request, dataAsOf }: Pick<ReportContext, 'query' | 'request' | 'dataAsOf'>,
  scope: Scope,
): Promise<Source[]> {
  const { location, account } = request;
  const ids = new Set(scope.services.map(({ id }) => id));
  const isWanted = (service: string) => scope.kind === 'all' || ids.has(service);
  const services = await findServiceSources(query, dataAsOf, { isWanted, location, account });
  const isOfAll = scope.kind === 'all' && location === null && account === null;
  const keys = isOfAll ? await findKeySources(query, dataAsOf) : [];
  return [...services, ...keys].filter(({ state }) => state === 'silent').sort(longestFirst);
}

/** Stable: where they are as long, services stay before keys, and both in the order of their names. */
function longestFirst(one: Source, other: Source): number {
  return (other.silentForSeconds ?? 0) - (one.silentForSeconds ?? 0);
}
