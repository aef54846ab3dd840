import { query, type Queryable } from '@trailkeeper/database';
import type { ViewRequest } from './view-request.js';

/** Stores a view and gives its id; undefined if its owner has another one of that name. */
export async function createView(db: Queryable, owner: string, view: ViewRequest): Promise<string | undefined> {
  const { name, isShared, search, period, columns } = view;
  const params = [owner, name, isShared, JSON.stringify(search), JSON.stringify(period), columns];
  return (await query<{ id: string }>(db, INSERT_VIEW, params))[0]?.id;
}

const INSERT_VIEW = `
insert into saved_view (owner, name, is_shared, search, period, columns)
values ($1, $2, $3, $4::jsonb, $5::jsonb, $6::text[])
on conflict (owner, name) do nothing
returning saved_view.id
`;
