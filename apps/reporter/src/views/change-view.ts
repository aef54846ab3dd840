import { execute, type Queryable } from '@trailkeeper/database';
import type { ViewRequest } from './view-request.js';

/** What became of a change: `taken` if the owner has another view of that name, `gone` if they have none of that id. */
export type ViewChange = 'changed' | 'taken' | 'gone';

/** Puts another view in the place of one of this owner. */
export async function changeView(
  db: Queryable,
  { id, owner }: { id: string; owner: string },
  { name, isShared, search, period, columns }: ViewRequest,
): Promise<ViewChange> {
  const params = [id, owner, name, isShared, JSON.stringify(search), JSON.stringify(period), columns];
  try {
    return (await execute(db, UPDATE_VIEW, params)) > 0 ? 'changed' : 'gone';
  } catch (error) {
    if ((error as { code?: string }).code === UNIQUE_VIOLATION) return 'taken';
    throw error;
  }
}

/** Deletes a view of this owner. False if they have none of that id (a UUID). */
export async function deleteView(db: Queryable, { id, owner }: { id: string; owner: string }): Promise<boolean> {
  return (await execute(db, DELETE_VIEW, [id, owner])) > 0;
}

const UPDATE_VIEW = `
update saved_view
set name = $3, is_shared = $4, search = $5::jsonb, period = $6::jsonb, columns = $7::text[], updated_at = now()
where saved_view.id = $1 and saved_view.owner = $2
`;

const DELETE_VIEW = `
delete from saved_view
where saved_view.id = $1 and saved_view.owner = $2
`;

const UNIQUE_VIOLATION = '23505';
