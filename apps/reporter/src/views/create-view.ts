import { query, type Queryable } from '@trailkeeper/database';
import type { ViewRequest } from './view-request.js';

/** The most views that an owner may have. */
export const MAX_VIEWS = 500;

/** What became of a new view: its id, or `taken` if its owner has another one of that name, `full` if they have `MAX_VIEWS`. */
export type ViewCreation = { readonly id: string } | 'taken' | 'full';

/** Stores a view of this owner. */
export async function createView(db: Queryable, owner: string, view: ViewRequest): Promise<ViewCreation> {
  const { name, isShared, search, period, columns } = view;
  const params = [owner, name, isShared, JSON.stringify(search), JSON.stringify(period), columns, MAX_VIEWS];
  const [row] = await query<{ id: string | null; isFull: boolean }>(db, INSERT_VIEW, params);
  if (row?.isFull === true) return 'full';
  return row === undefined || row.id === null ? 'taken' : { id: row.id };
}

// Of views that are saved at the same time a few may be too many: that does no harm.
const INSERT_VIEW = `
with own as (
  select count(*) >= $7::integer as is_full
  from saved_view
  where saved_view.owner = $1
), inserted as (
  insert into saved_view (owner, name, is_shared, search, period, columns)
  select $1::text, $2::text, $3::boolean, $4::jsonb, $5::jsonb, $6::text[]
  from own
  where not own.is_full
  on conflict (owner, name) do nothing
  returning saved_view.id
)
select (select inserted.id from inserted) as id, own.is_full as "isFull"
from own
`;
