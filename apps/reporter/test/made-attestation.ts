import { execute } from '@trailkeeper/database';
import type { DataSource } from 'typeorm';

/** An attestation as it was once made, also at a time or of an action at which the API would not take it. */
export interface MadeAttestation {
  action: string;
  /** Null: for all time before `until`. */
  from: Date | null;
  until: Date;
  attestedBy: string;
  attestedAt: Date;
  isWithdrawn: boolean;
}

/** Stores attestations. To be run as the owner: the reporter may not say when one was made. */
export async function insertAttestations(owner: DataSource, attestations: readonly MadeAttestation[]): Promise<void> {
  await execute(owner, INSERT_ATTESTATIONS, [JSON.stringify(attestations)]);
}

const INSERT_ATTESTATIONS = `
insert into attestation (
  action, reason, valid_from, valid_until, attested_by, recorded_by, attested_at,
  withdrawn_at, withdrawn_by, withdrawal_reason
)
select made.action, 'For a test.', made."from", made.until, made."attestedBy", 'test', made."attestedAt",
       case when made."isWithdrawn" then now() end,
       case when made."isWithdrawn" then 'test' end,
       case when made."isWithdrawn" then 'For a test.' end
from json_to_recordset($1) as made (
  action text, "from" timestamptz, until timestamptz, "attestedBy" text, "attestedAt" timestamptz, "isWithdrawn" boolean
)
`;
