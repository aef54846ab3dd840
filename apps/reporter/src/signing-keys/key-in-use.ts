import { execute, query, type Queryable } from '@trailkeeper/database';

/** A key as it is kept. */
export interface SealedKey {
  readonly id: string;
  /** 32 bytes. */
  readonly publicKey: Buffer;
  readonly sealedPrivateKey: Buffer;
}

/** Holds back all others that put a key to use, until the end of the transaction. */
export const TAKE_TURN = `pg_advisory_xact_lock(hashtextextended('trailkeeper.signing-key', 0))`;

/** The key that signs at present; undefined where none has been made yet. */
export async function maybeKeyInUse(db: Queryable): Promise<SealedKey | undefined> {
  return (await query<SealedKey>(db, GET_KEY_IN_USE))[0];
}

/** Puts this key to use, but where one is in use; waits for one that is just being made. */
export async function insertFirstKey(db: Queryable, { id, publicKey, sealedPrivateKey }: SealedKey): Promise<void> {
  await execute(db, INSERT_FIRST_KEY, [id, publicKey, sealedPrivateKey, 'Trailkeeper']);
}

// uses signing_key_in_use_key
const GET_KEY_IN_USE = `
select signing_key.id, signing_key.public_key as "publicKey", signing_key.sealed_private_key as "sealedPrivateKey"
from signing_key
where signing_key.retired_at is null
`;

const INSERT_FIRST_KEY = `
insert into signing_key (id, public_key, sealed_private_key, created_by)
select $1::text, $2::bytea, $3::bytea, $4::text
from ${TAKE_TURN}
on conflict do nothing
`;
