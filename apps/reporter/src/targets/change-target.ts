import { execute, type Queryable } from '@trailkeeper/database';
import type { SealedSecrets } from './sealed-secrets.js';

export interface TargetChange {
  readonly id: string;
  readonly name: string;
  readonly settings: object;
  /** Undefined: those that are kept stay. */
  readonly secrets: SealedSecrets | undefined;
}

/** What became of a change: `taken` if another target has that name, `gone` if there is none of that id. */
export async function changeTarget(
  db: Queryable,
  { id, name, settings, secrets }: TargetChange,
): Promise<'changed' | 'taken' | 'gone'> {
  const replaces = secrets !== undefined;
  const params = [id, name, JSON.stringify(settings), replaces, secrets?.sealed ?? null, secrets?.names ?? []];
  try {
    return (await execute(db, UPDATE_TARGET, params)) > 0 ? 'changed' : 'gone';
  } catch (error) {
    if ((error as { code?: string }).code === UNIQUE_VIOLATION) return 'taken';
    throw error;
  }
}

const UPDATE_TARGET = `
update delivery_target target
set name = $2, settings = $3::jsonb, updated_at = now(),
    sealed_secrets = case when $4::boolean then $5::bytea else target.sealed_secrets end,
    secret_names = case when $4::boolean then $6::text[] else target.secret_names end
where target.id = $1 and target.deleted_at is null
`;

const UNIQUE_VIOLATION = '23505';
