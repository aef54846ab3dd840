import { query, type Queryable } from '@trailkeeper/database';

/** The bytes of an item as they were received; undefined once it is settled. */
export async function maybeRaw(db: Queryable, id: string): Promise<Buffer | undefined> {
  return (await query<{ raw: Buffer | null }>(db, GET_RAW, [id]))[0]?.raw ?? undefined;
}

const GET_RAW = `
select item.raw
from quarantine item
where item.id = $1
`;
