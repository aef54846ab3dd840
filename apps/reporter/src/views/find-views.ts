import type { SavedView } from '@trailkeeper/contract';
import { instantText, query, type Queryable } from '@trailkeeper/database';
import { isUuid, type NamePosition } from '@trailkeeper/http';

export interface ViewFilter {
  /** Whose views: their own, and all that are shared. */
  readonly caller: string;
  readonly after?: NamePosition | undefined;
  readonly limit: number;
}

/** Views by name; one more than `limit` if there are more. */
export function findViews(db: Queryable, { caller, after, limit }: ViewFilter): Promise<SavedView[]> {
  return query<SavedView>(db, FIND_VIEWS, [caller, after?.name ?? null, after?.id ?? null, limit + 1]);
}

/** The view with this id if the caller may see it, else undefined; also for an id that is no UUID. */
export async function maybeView(db: Queryable, id: string, caller: string): Promise<SavedView | undefined> {
  if (!isUuid(id)) return undefined;
  return (await query<SavedView>(db, GET_VIEW, [caller, id]))[0];
}

const VIEW = `
select saved_view.id, saved_view.name, saved_view.owner, saved_view.is_shared as "isShared",
       saved_view.search, saved_view.period, saved_view.columns,
       ${instantText('saved_view.created_at')} as "createdAt", ${instantText('saved_view.updated_at')} as "updatedAt"
from saved_view
where (saved_view.owner = $1 or saved_view.is_shared)
`;

const GET_VIEW = `
${VIEW}
  and saved_view.id = $2
`;

// reads and sorts the whole table, which people fill by hand
const FIND_VIEWS = `
${VIEW}
  and ($2::text is null or (saved_view.name, saved_view.id) > ($2::text, $3::uuid))
order by saved_view.name, saved_view.id
limit $4
`;
