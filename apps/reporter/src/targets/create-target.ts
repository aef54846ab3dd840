import { query, type Queryable } from '@trailkeeper/database';
import type { SealedSecrets } from './sealed-secrets.js';

export interface NewTarget {
  /** A UUID, drawn beforehand: the secrets are sealed for it. */
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly settings: object;
  readonly secrets: SealedSecrets;
  readonly createdBy: string;
}

/** Stores a delivery target. False if another that is not deleted has its name. */
export async function createTarget(db: Queryable, target: NewTarget): Promise<boolean> {
  const { id, name, kind, settings, secrets, createdBy } = target;
  const params = [id, name, kind, JSON.stringify(settings), secrets.sealed, secrets.names, createdBy];
  return (await query(db, INSERT_TARGET, params)).length > 0;
}

const INSERT_TARGET = `
insert into delivery_target (id, name, kind, settings, sealed_secrets, secret_names, created_by, updated_by)
values ($1, $2, $3, $4::jsonb, $5, $6::text[], $7, $7)
on conflict (name) where deleted_at is null do nothing
returning delivery_target.id
`;
