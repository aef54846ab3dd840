import { execute, type Queryable } from '@trailkeeper/database';

/**
 * Makes a key invalid for every request from now on; the row stays. False if there is nothing to revoke: none with this
 * id (a UUID), or one already revoked. Of two at the same time one waits for the other's commit and then finds it revoked.
 */
export async function revokeKey(
  db: Queryable,
  { id, by, reason }: { id: string; by: string; reason: string },
): Promise<boolean> {
  return (await execute(db, REVOKE_KEY, [id, by, reason])) > 0;
}

const REVOKE_KEY = `
update ingest_key
set revoked_at = now(), revoked_by = $2, revocation_reason = $3
where ingest_key.id = $1 and ingest_key.revoked_at is null
`;
