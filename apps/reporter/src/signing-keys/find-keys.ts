import { fingerprintOf, publicKeyPem } from '@trailkeeper/bundle';
import type { SigningKey } from '@trailkeeper/contract';
import { instantText, query, type Queryable } from '@trailkeeper/database';
import type { PagePosition } from '@trailkeeper/http';

/** The public parts of all keys, the one made last first; one more than `limit` if there are more. */
export async function findKeys(
  db: Queryable,
  { after, limit }: { after?: PagePosition | undefined; limit: number },
): Promise<SigningKey[]> {
  const rows = await query<KeyRow>(db, FIND_KEYS, [after?.at ?? null, after?.id ?? null, limit + 1]);
  return rows.map(keyOfRow);
}

/** The public part of one key; undefined if there is none with this id. */
export async function maybeKey(db: Queryable, id: string): Promise<(SigningKey & { createdBy: string }) | undefined> {
  const [row] = await query<KeyRow & { createdBy: string }>(db, GET_KEY, [id]);
  return row && { ...keyOfRow(row), createdBy: row.createdBy };
}

interface KeyRow {
  id: string;
  publicKey: Buffer;
  createdAt: string;
  retiredAt: string | null;
}

function keyOfRow({ id, publicKey, createdAt, retiredAt }: KeyRow): SigningKey {
  return {
    id,
    algorithm: 'Ed25519',
    fingerprint: fingerprintOf(publicKey),
    publicKey: publicKey.toString('base64'),
    pem: publicKeyPem(publicKey),
    createdAt,
    retiredAt,
  };
}

const KEY = `
select signing_key.id, signing_key.public_key as "publicKey", signing_key.created_by as "createdBy",
       ${instantText('signing_key.created_at')} as "createdAt", ${instantText('signing_key.retired_at')} as "retiredAt"
from signing_key
`;

const GET_KEY = `
${KEY}
where signing_key.id = $1
`;

// reads and sorts the whole table, which holds a row per rotation
const FIND_KEYS = `
${KEY}
where $1::timestamptz is null or (signing_key.created_at, signing_key.id) < ($1::timestamptz, $2)
order by signing_key.created_at desc, signing_key.id desc
limit $3
`;
