import { query, type Queryable } from '@trailkeeper/database';
import type { NewAttestation } from './attestation-request.js';

/** Records a person's word; gives its id. Several for one action may stand side by side. */
export async function createAttestation(
  db: Queryable,
  { action, reason, from, until, attestedBy, recordedBy }: NewAttestation,
): Promise<string> {
  const params = [action, reason, from, until, attestedBy, recordedBy];
  const [row] = await query<{ id: string }>(db, INSERT_ATTESTATION, params);
  if (row === undefined) throw new Error('the new attestation was not returned');
  return row.id;
}

const INSERT_ATTESTATION = `
insert into attestation (action, reason, valid_from, valid_until, attested_by, recorded_by)
values ($1, $2, $3, $4, $5, $6)
returning attestation.id
`;
