import type { Scope } from '@trailkeeper/catalog';
import type { ServicesLeftOut, Source } from '@trailkeeper/contract';
import { findKeySources, findServiceSources } from '../../sources/find-sources.js';
import type { ReportContext } from '../report-kind.js';

/**
 * What is silent at the moment of the snapshot, whatever the period, the longest silent first: the services in scope, by
 * their events in the report's location and account, and in a report about everything the ingest keys, of which nobody knows
 * where they send from. And how many services outside the catalog were not looked at, since there are too many.
 */
export async function findSilentSources(
  { query, request, dataAsOf }: Pick<ReportContext, 'query' | 'request' | 'dataAsOf'>,
  scope: Scope,
): Promise<{ silent: Source[]; servicesLeftOut: ServicesLeftOut }> {
  const { location, account } = request;
  const ids = scope.kind === 'all' ? null : scope.services.map(({ id }) => id);
  const services = await findServiceSources(query, dataAsOf, { services: ids, location, account });
  const isOfAll = scope.kind === 'all' && location === null && account === null;
  const keys = isOfAll ? await findKeySources(query, dataAsOf) : [];
  const silent = [...services.sources, ...keys].filter(({ state }) => state === 'silent').sort(longestFirst);
  return { silent, servicesLeftOut: services.leftOut };
}

/** Stable: where they are as long, services stay before keys, and both in the order of their names. */
function longestFirst(one: Source, other: Source): number {
  return (other.silentForSeconds ?? 0) - (one.silentForSeconds ?? 0);
}
