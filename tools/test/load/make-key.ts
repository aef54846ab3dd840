import { createHash, randomBytes } from 'node:crypto';
import { INGEST_KEY_PREFIX } from '@trailkeeper/contract';
import { execute } from '@trailkeeper/database';
import type { DataSource } from 'typeorm';

/** The secret of a new key without limits, for which the collector has to ask the database. */
export async function makeKey(owner: DataSource): Promise<string> {
  const secret = `${INGEST_KEY_PREFIX}${randomBytes(32).toString('base64url')}`;
  await execute(owner, INSERT_KEY, [createHash('sha256').update(secret).digest()]);
  return secret;
}

const INSERT_KEY = `
insert into ingest_key (name, secret_hash, hint, created_by) values ('sender', $1, 'test', 'test')
`;
