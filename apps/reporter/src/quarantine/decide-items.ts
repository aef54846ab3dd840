import { query, type Queryable, retried } from '@trailkeeper/database';

/** Who decides, and why. */
export interface Decision {
  readonly by: string;
  readonly reason: string;
}

/**
 * Asks the collector to replay these items, and gives how many it asked for: those that are open. `admits`: also those that
 * are out of the scope of their key, which are passed over otherwise.
 */
export async function requestReplay(
  db: Queryable,
  ids: readonly string[],
  { by, reason, admits }: Decision & { admits: boolean },
): Promise<number> {
  return changed(db, REQUEST_REPLAY, [ids, by, reason, admits]);
}

/** Gives these items up, and gives how many it was: those that were held. Their bytes are gone then. */
export async function discardItems(db: Queryable, ids: readonly string[], { by, reason }: Decision): Promise<number> {
  return changed(db, DISCARD_ITEMS, [ids, by, reason]);
}

async function changed(db: Queryable, sql: string, params: unknown[]): Promise<number> {
  const [row] = await retried(() => query<{ items: number }>(db, sql, params));
  return row?.items ?? 0;
}

const REQUEST_REPLAY = `
select request_replay($1::bigint[], $2, $3, $4) as "items"
`;

const DISCARD_ITEMS = `
select discard_quarantined($1::bigint[], $2, $3) as "items"
`;
