import { execute, type Queryable } from '@trailkeeper/database';

/**
 * Takes an attestation back; the row stays. False if there is nothing to take back: none with this id (a UUID), or one
 * already withdrawn. Of two at the same time one waits for the other's commit and then finds it withdrawn.
 */
export async function withdrawAttestation(
  db: Queryable,
  { id, by, reason }: { id: string; by: string; reason: string },
): Promise<boolean> {
  return (await execute(db, WITHDRAW_ATTESTATION, [id, by, reason])) > 0;
}

const WITHDRAW_ATTESTATION = `
update attestation
set withdrawn_at = now(), withdrawn_by = $2, withdrawal_reason = $3
where attestation.id = $1 and attestation.withdrawn_at is null
`;
