import type { AuditEvent } from '@trailkeeper/contract';
import { query, type Queryable } from '@trailkeeper/database';
import type { ItemProblem } from '../events/parse/item-problem.js';

/** What came of replaying an item. */
export type Settlement =
  | { id: string; result: 'stored' | 'duplicate'; event: AuditEvent }
  | { id: string; result: 'refused'; problem: ItemProblem };

/** Notes what came of claimed items: those that are events now give their bytes back, the others are open again. */
export async function settleItems(db: Queryable, settlements: Settlement[]): Promise<void> {
  const replayed = settlements.filter((one) => one.result !== 'refused');
  const refused = settlements.filter((one) => one.result === 'refused');
  if (replayed.length > 0) {
    await query(db, SETTLE_REPLAYED, [
      replayed.map(({ id }) => id),
      replayed.map(({ result }) => result),
      replayed.map(({ event }) => event.occurredAt),
      replayed.map(({ event }) => event.contentHash),
    ]);
  }
  if (refused.length > 0) {
    await query(db, SETTLE_REFUSED, [
      refused.map(({ id }) => id),
      refused.map(({ problem }) => problem.code),
      refused.map(({ problem }) => problem.message),
    ]);
  }
}

const SETTLE_REPLAYED = `
select settle_replayed($1::bigint[], $2::text[], $3::timestamptz[], $4::text[])
`;

const SETTLE_REFUSED = `
select settle_refused($1::bigint[], $2::text[], $3::text[])
`;
