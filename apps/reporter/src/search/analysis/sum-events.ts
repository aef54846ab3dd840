import { openParams } from '../matching/sql-part.js';
import type { FoundCounts } from './found-counts.js';
import type { Asked } from '../while-wanted.js';

/** How many events there are, together. */
export async function sumEvents(asked: Asked, found: FoundCounts): Promise<number> {
  const { bind, params } = openParams();
  const sql = `
select coalesce(sum(found.events), 0) as "events"
from (${found.select(bind)}) found
`;
  const [sum] = await asked.query<{ events: string }>(sql, params);
  return Number(sum?.events);
}
