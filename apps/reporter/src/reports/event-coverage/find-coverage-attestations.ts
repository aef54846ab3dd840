import { instantText } from '@trailkeeper/database';
import type { Span } from '../counts/bucket-parts.js';
import type { SnapshotQuery } from '../report-kind.js';
import type { CoverageAttestation } from './attestations.js';

/** The attestations of actions, under any of the given names, that overlap a time and are not withdrawn as of the snapshot. */
export function findCoverageAttestations(
  query: SnapshotQuery,
  actions: readonly string[],
  { from, to }: Span,
): Promise<CoverageAttestation[]> {
  return query<CoverageAttestation>(FIND_ATTESTATIONS, [actions, from, to]);
}

// Reads the whole table: what persons attest is hundreds of rows.
const FIND_ATTESTATIONS = `
select attestation.id, attestation.action, attestation.reason,
       ${instantText('attestation.valid_from')} as "from", ${instantText('attestation.valid_until')} as "until",
       attestation.attested_by as "attestedBy", attestation.recorded_by as "recordedBy",
       ${instantText('attestation.attested_at')} as "attestedAt"
from attestation
where attestation.action = any($1::text[]) and attestation.withdrawn_at is null
  and (attestation.valid_from is null or attestation.valid_from < $3::timestamptz)
  and attestation.valid_until > $2::timestamptz
order by attestation.attested_at desc, attestation.id desc
`;
