import { query, type Queryable } from '@trailkeeper/database';
import type { KeyScope } from '../keys/key-scope.js';
import type { KeptItem } from './parse-again.js';

/** An item that somebody asked to replay. */
export interface ClaimedItem extends KeptItem {
  id: string;
  /** Of the key it came with. */
  keyName: string;
  scope: KeyScope;
  /** Asked for although it is out of that scope. */
  isAdmitted: boolean;
}

/** Takes the items whose replay was asked for first, for the transaction that `db` is in; others pass them over. */
export async function claimItems(db: Queryable): Promise<ClaimedItem[]> {
  const rows = await query<ClaimedRow>(db, CLAIM_ITEMS, [MAX_ITEMS, MAX_BYTES]);
  return rows.map(({ services, locations, accounts, ...item }) => ({
    ...item,
    scope: { services, locations, accounts },
  }));
}

type ClaimedRow = Omit<ClaimedItem, 'scope'> & KeyScope;

/** A transaction of some 10 ms, so that a collector that is stopped is soon done. */
const MAX_ITEMS = 100;

/** As of a chunk of a request; passed by at most one item. */
const MAX_BYTES = 4 * 1024 * 1024;

const CLAIM_ITEMS = `
select claimed.id, claimed.raw, claimed.code, claimed.message, claimed.admits as "isAdmitted",
       claimed.key_name as "keyName", claimed.services, claimed.locations, claimed.accounts
from claim_replays($1, $2) claimed
`;
