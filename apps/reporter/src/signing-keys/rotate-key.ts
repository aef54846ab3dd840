import { execute, instantText, query, withTransaction } from '@trailkeeper/database';
import type { DataSource } from 'typeorm';
import { type SealedKey, TAKE_TURN } from './key-in-use.js';

export interface RetiredKey {
  readonly id: string;
  readonly retiredAt: string;
  readonly retiredBy: string;
}

/**
 * Puts this key to use in the place of the present one, which it gives, retired; null if there was none. Several at the same
 * time come one after the other: each retires the one before it.
 */
export function rotateKey(dataSource: DataSource, key: SealedKey, by: string): Promise<RetiredKey | null> {
  return withTransaction(dataSource, 'READ COMMITTED', async (runner) => {
    await query(runner, WAIT_FOR_TURN);
    const [retired] = await query<RetiredKey>(runner, RETIRE_KEY, [by]);
    await execute(runner, INSERT_KEY, [key.id, key.publicKey, key.sealedPrivateKey, by]);
    return retired ?? null;
  });
}

const WAIT_FOR_TURN = `
select ${TAKE_TURN}
`;

const RETIRE_KEY = `
update signing_key
set retired_at = clock_timestamp(), retired_by = $1
where signing_key.retired_at is null
returning signing_key.id, ${instantText('signing_key.retired_at')} as "retiredAt", signing_key.retired_by as "retiredBy"
`;

const INSERT_KEY = `
insert into signing_key (id, public_key, sealed_private_key, created_by)
values ($1, $2, $3, $4)
`;
