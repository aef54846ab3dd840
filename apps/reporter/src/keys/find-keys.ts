import type { IngestKey, IngestKeyState } from '@trailkeeper/contract';
import { instantText, query, type Queryable } from '@trailkeeper/database';
import { type PagePosition, isUuid } from '@trailkeeper/http';

export interface KeyFilter {
  readonly state?: IngestKeyState | undefined;
  readonly after?: PagePosition | undefined;
  readonly limit: number;
}

/** Keys, the one made last first; one more than `limit` if there are more. */
export function findKeys(db: Queryable, { state, after, limit }: KeyFilter): Promise<IngestKey[]> {
  return query<IngestKey>(db, FIND_KEYS, [state ?? null, after?.at ?? null, after?.id ?? null, limit + 1]);
}

/** The key with this id, or undefined; also for an id that is no UUID. */
export async function maybeKey(db: Queryable, id: string): Promise<IngestKey | undefined> {
  if (!isUuid(id)) return undefined;
  return (await query<IngestKey>(db, GET_KEY, [id]))[0];
}

const KEY = `
select ingest_key.id, ingest_key.name, ingest_key.hint,
       ingest_key.services, ingest_key.locations, ingest_key.accounts,
       ${instantText('ingest_key.created_at')} as "createdAt", ingest_key.created_by as "createdBy",
       ${instantText('ingest_key.expires_at')} as "expiresAt", ${instantText('ingest_key.last_used_at')} as "lastUsedAt",
       standing.state,
       case when ingest_key.revoked_at is not null then json_build_object(
         'at', ${instantText('ingest_key.revoked_at')},
         'by', ingest_key.revoked_by,
         'reason', ingest_key.revocation_reason
       ) end as "revocation"
from ingest_key
cross join lateral (
  select case
    when ingest_key.revoked_at is not null then 'revoked'
    when ingest_key.expires_at <= now() then 'expired'
    else 'active'
  end as state
) standing
`;

const GET_KEY = `
${KEY}
where ingest_key.id = $1
`;

// reads and sorts the whole table, which holds a row per producer and not one per event
const FIND_KEYS = `
${KEY}
where ($1::text is null or standing.state = $1)
  and ($2::timestamptz is null or (ingest_key.created_at, ingest_key.id) < ($2::timestamptz, $3::uuid))
order by ingest_key.created_at desc, ingest_key.id desc
limit $4
`;
