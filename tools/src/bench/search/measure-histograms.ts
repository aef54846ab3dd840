import { SERVICES } from '@trailkeeper/catalog';
import type { RunningSystem } from '../../system/system.js';
import type { Span } from './searched-trail.js';
import { timeRequests, type TimedSearch } from './time-searches.js';

/** Times the histogram of a month by days, for each service of the catalog. */
export function measureHistograms(system: RunningSystem, month: Span): Promise<TimedSearch[]> {
  const searches = SERVICES.map(({ id }) => histogramOf(id, month));
  return timeRequests(
    searches.map((search) => ({ search, path: histogramPath(search) })),
    { system, listOf: 'buckets' },
  );
}

export function histogramPath(search: string): string {
  return `/v1/events/histogram?${search}`;
}

function histogramOf(service: string, { from, to }: Span): string {
  const days = { from: from.toISOString().slice(0, 10), to: to.toISOString().slice(0, 10) };
  return new URLSearchParams({ service, ...days, interval: 'day' }).toString();
}
