import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProducedEvent } from '../src/demo/plausible-events.js';
import { REPOSITORY_ROOT } from '../src/repository-root.js';
import { readCsv } from './read-csv.js';

/** What an event-coverage report must say of one action. */
export interface ExpectedCounts {
  success: number;
  failure: number;
  pending: number;
  unknown: number;
  /** Epoch ms. */
  first: number;
  last: number;
}

/**
 * The right answer, found another way than the product finds it: the documented actions come from the published lists
 * beside the checkout, not from the catalog, and the events are counted in memory, one by one. Service id -> action ->
 * counts; an action that was not seen has none.
 */
export function expectedCoverage(
  events: readonly ProducedEvent[],
): Map<string, Map<string, ExpectedCounts | undefined>> {
  const renamed = new Map(sharedTable('catalog-renames.csv').map((row) => [row['current_action'], row['old_action']]));
  const expected = new Map<string, Map<string, ExpectedCounts | undefined>>();
  const serviceOf = new Map<string, string>();
  for (const row of [...sharedTable('catalog-actions.csv'), ...sharedTable('catalog-account-actions.csv')]) {
    const { action = '', service_prefix: service = '' } = row;
    serviceOf.set(action, service);
    expected.set(
      service,
      (expected.get(service) ?? new Map<string, ExpectedCounts | undefined>()).set(action, undefined),
    );
  }
  for (const event of events) {
    const sent = String(event['action']);
    const action = serviceOf.has(sent) ? sent : renamed.get(sent);
    const counts = expected.get(serviceOf.get(action ?? '') ?? '');
    if (action !== undefined && counts !== undefined) counts.set(action, counted(event, counts.get(action)));
  }
  return expected;
}

function counted(event: ProducedEvent, before?: ExpectedCounts): ExpectedCounts {
  const counts = before ?? { success: 0, failure: 0, pending: 0, unknown: 0, first: Infinity, last: -Infinity };
  const isFailed = String(event['action']).endsWith('.failed');
  const outcome = isFailed ? 'failure' : (event['outcome'] as 'success' | 'failure' | 'pending');
  const at = Date.parse(String(event['eventTime']));
  return {
    ...counts,
    [outcome]: counts[outcome] + 1,
    first: Math.min(counts.first, at),
    last: Math.max(counts.last, at),
  };
}

function sharedTable(name: string): Record<string, string>[] {
  return readCsv(readFileSync(join(REPOSITORY_ROOT, '../shared', name), 'utf8'));
}
