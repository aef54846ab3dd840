import { findAction, findScope, serviceOf } from '@trailkeeper/catalog';
import type { Attestation, AttestationState } from '@trailkeeper/contract';
import { instantText, query, type Queryable } from '@trailkeeper/database';
import { type PagePosition, isUuid } from '@trailkeeper/http';

export interface AttestationFilter {
  /** A service, a family or `all`. */
  readonly service?: string | undefined;
  /** Any name of an action. */
  readonly action?: string | undefined;
  readonly state?: AttestationState | undefined;
  readonly after?: PagePosition | undefined;
  readonly limit: number;
}

/** Attestations, the one made last first; one more than `limit` if there are more. */
export async function findAttestations(
  db: Queryable,
  { service, action, state, after, limit }: AttestationFilter,
): Promise<Attestation[]> {
  const params = [
    service === undefined ? null : namesOfScope(service),
    action === undefined ? null : namesOfAction(action),
    state ?? null,
    after?.at ?? null,
    after?.id ?? null,
    limit + 1,
  ];
  return (await query<AttestationRow>(db, FIND_ATTESTATIONS, params)).map(toAttestation);
}

/** The attestation with this id, or undefined; also for an id that is no UUID. */
export async function maybeAttestation(db: Queryable, id: string): Promise<Attestation | undefined> {
  if (!isUuid(id)) return undefined;
  return (await query<AttestationRow>(db, GET_ATTESTATION, [id])).map(toAttestation)[0];
}

/** Null for `all`: it holds also what a later catalog no longer lists. */
function namesOfScope(id: string): string[] | null {
  const scope = findScope(id);
  if (scope === undefined) throw new Error(`service ${id} was not checked`);
  if (scope.kind === 'all') return null;
  return scope.services.flatMap(({ actions }) => actions).flatMap(({ name }) => namesOfAction(name));
}

/** All names of an entry: what was the documented name when it was attested may be an alias by now. */
function namesOfAction(name: string): string[] {
  const entry = findAction(name);
  return entry === undefined ? [name] : [entry.name, ...entry.aliases.map((alias) => alias.name)];
}

type AttestationRow = Omit<Attestation, 'service' | 'title'>;

function toAttestation({ id, action, ...rest }: AttestationRow): Attestation {
  const entry = findAction(action);
  return { id, action, service: entry?.service ?? serviceOf(action), title: entry?.title ?? null, ...rest };
}

const ATTESTATION = `
select attestation.id, attestation.action, attestation.reason,
       ${instantText('attestation.valid_from')} as "from", ${instantText('attestation.valid_until')} as "until",
       attestation.attested_by as "attestedBy", attestation.recorded_by as "recordedBy",
       ${instantText('attestation.attested_at')} as "attestedAt", standing.state,
       case when attestation.withdrawn_at is not null then json_build_object(
         'at', ${instantText('attestation.withdrawn_at')},
         'by', attestation.withdrawn_by,
         'reason', attestation.withdrawal_reason
       ) end as "withdrawal"
from attestation
cross join lateral (
  select case
    when attestation.withdrawn_at is not null then 'withdrawn'
    when attestation.valid_until <= now() then 'expired'
    when attestation.valid_from > now() then 'upcoming'
    else 'in-force'
  end as state
) standing
`;

const GET_ATTESTATION = `
${ATTESTATION}
where attestation.id = $1
`;

// uses attestation_attested_at_idx
const FIND_ATTESTATIONS = `
${ATTESTATION}
where ($1::text[] is null or attestation.action = any($1))
  and ($2::text[] is null or attestation.action = any($2))
  and ($3::text is null or standing.state = $3)
  and ($4::timestamptz is null or (attestation.attested_at, attestation.id) < ($4::timestamptz, $5::uuid))
order by attestation.attested_at desc, attestation.id desc
limit $6
`;
