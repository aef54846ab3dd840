import type { DeliveryTarget } from '@trailkeeper/contract';
import { execute, type Queryable } from '@trailkeeper/database';
import type { SealedSecrets } from './sealed-secrets.js';

export interface TargetChange {
  /** As it was when the change was checked. */
  readonly known: Pick<DeliveryTarget, 'id' | 'settings'>;
  readonly name: string;
  readonly settings: object;
  /** Undefined: those that are kept stay. */
  readonly secrets: SealedSecrets | undefined;
  /** Who changes it. */
  readonly by: string;
}

/**
 * What became of a change: `taken` if another target has that name; `changed-meanwhile`, with nothing changed, if the target was
 * deleted, or secrets that are kept could now go elsewhere than where they were checked to go.
 */
export async function changeTarget(
  db: Queryable,
  { known, name, settings, secrets, by }: TargetChange,
): Promise<'changed' | 'taken' | 'changed-meanwhile'> {
  const replaces = secrets !== undefined;
  const params = [
    ...[known.id, name, JSON.stringify(settings), replaces, secrets?.sealed ?? null, secrets?.names ?? []],
    ...[JSON.stringify(known.settings), by],
  ];
  try {
    return (await execute(db, UPDATE_TARGET, params)) > 0 ? 'changed' : 'changed-meanwhile';
  } catch (error) {
    if ((error as { code?: string }).code === UNIQUE_VIOLATION) return 'taken';
    throw error;
  }
}

const UPDATE_TARGET = `
update delivery_target target
set name = $2, settings = $3::jsonb, updated_by = $8, updated_at = now(),
    sealed_secrets = case when $4::boolean then $5::bytea else target.sealed_secrets end,
    secret_names = case when $4::boolean then $6::text[] else target.secret_names end
where target.id = $1 and target.deleted_at is null and ($4::boolean or target.settings = $7::jsonb)
`;

const UNIQUE_VIOLATION = '23505';
