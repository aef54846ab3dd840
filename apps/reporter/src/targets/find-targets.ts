import type { DeliveryTarget } from '@trailkeeper/contract';
import { instantText, query, type Queryable } from '@trailkeeper/database';
import { isUuid, type PagePosition } from '@trailkeeper/http';

/** Delivery targets, the one made last first; one more than `limit` if there are more. */
export function findTargets(
  db: Queryable,
  { after, limit }: { after?: PagePosition | undefined; limit: number },
): Promise<DeliveryTarget[]> {
  return query<DeliveryTarget>(db, FIND_TARGETS, [after?.at ?? null, after?.id ?? null, limit + 1]);
}

/** The target with this id, or undefined: also if it is deleted, or the id is no UUID. */
export async function maybeTarget(db: Queryable, id: string): Promise<DeliveryTarget | undefined> {
  if (!isUuid(id)) return undefined;
  return (await query<DeliveryTarget>(db, GET_TARGET, [id]))[0];
}

/** A target as it is kept, to be delivered to. */
export interface KeptTarget {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly settings: unknown;
  readonly sealed: Buffer | null;
  readonly isDeleted: boolean;
}

/** The target with this id (a UUID), deleted or not; undefined if there never was one. */
export async function maybeKeptTarget(db: Queryable, id: string): Promise<KeptTarget | undefined> {
  return (await query<KeptTarget>(db, GET_KEPT_TARGET, [id]))[0];
}

const TARGET = `
select target.id, target.name, target.kind, target.settings, target.secret_names as "secrets",
       target.created_by as "createdBy", ${instantText('target.created_at')} as "createdAt",
       target.updated_by as "updatedBy", ${instantText('target.updated_at')} as "updatedAt"
from delivery_target target
where target.deleted_at is null
`;

const GET_TARGET = `
${TARGET}
  and target.id = $1
`;

// reads and sorts the whole table, which people fill by hand
const FIND_TARGETS = `
${TARGET}
  and ($1::timestamptz is null or (target.created_at, target.id) < ($1::timestamptz, $2::uuid))
order by target.created_at desc, target.id desc
limit $3
`;

const GET_KEPT_TARGET = `
select target.id, target.name, target.kind, target.settings, target.sealed_secrets as "sealed",
       target.deleted_at is not null as "isDeleted"
from delivery_target target
where target.id = $1
`;
