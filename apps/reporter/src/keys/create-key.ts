import { query, type Queryable } from '@trailkeeper/database';
import type { NewKey } from './key-request.js';
import type { MadeSecret } from './make-secret.js';

/** Stores a key, of its secret only hash and hint, and gives its id; undefined if the name is or was another key's. */
export async function createKey(
  db: Queryable,
  { name, services, locations, accounts, expiresAt, createdBy }: NewKey,
  { hash, hint }: MadeSecret,
): Promise<string | undefined> {
  const params = [name, hash, hint, services, locations, accounts, expiresAt, createdBy];
  return (await query<{ id: string }>(db, INSERT_KEY, params))[0]?.id;
}

const INSERT_KEY = `
insert into ingest_key (name, secret_hash, hint, services, locations, accounts, expires_at, created_by)
values ($1, $2, $3, $4, $5, $6, $7, $8)
on conflict (name) do nothing
returning ingest_key.id
`;
