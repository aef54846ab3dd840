import { type BodyPlace, query, unpackBody } from '@trailkeeper/database';
import type { DataSource } from 'typeorm';

/** What the database says that it holds, seen at one moment. */
export interface Books {
  received: number;
  stored: number;
  duplicates: number;
  quarantined: number;
  /** Rows of events. */
  events: number;
  /** What the counts that reports are made from add up to. */
  counted: number;
  quarantineRows: number;
}

export async function readBooks(owner: DataSource): Promise<Books> {
  const [books] = await query<Books>(owner, READ_BOOKS);
  if (!books) throw new Error('The books gave no row');
  return books;
}

/** What the books say when they balance. */
export function balanced(books: Books): Books {
  const { duplicates, quarantined, events } = books;
  return {
    ...books,
    received: events + duplicates + quarantined,
    stored: events,
    counted: events,
    quarantineRows: quarantined,
  };
}

/** Those of the given ids that are not there exactly once. */
export async function findNotOnce(owner: DataSource, ids: Iterable<string>): Promise<string[]> {
  const found = await query<{ id: string }>(owner, FIND_NOT_ONCE, [[...ids]]);
  return found.map(({ id }) => id);
}

/** Of the first 5,000 events, the ids of those whose body is not there, or is that of another. */
export async function findWrongBodies(owner: DataSource): Promise<string[]> {
  const found = await query<BodyPlace & { id: string; content: Buffer | null }>(owner, FIND_BODIES);
  const isWrong = ({ id, content, offset, length }: (typeof found)[number]) =>
    content === null || idIn(unpackBody(content, { offset, length }).toString()) !== id;
  return found.filter(isWrong).map(({ id }) => id);
}

function idIn(body: string): unknown {
  return (JSON.parse(body) as { correlationId?: unknown }).correlationId;
}

/** How many different events there are, by their ids. */
export async function countIds(owner: DataSource): Promise<number> {
  const [row] = await query<{ ids: number }>(owner, COUNT_IDS);
  return row?.ids ?? 0;
}

const READ_BOOKS = `
select
  coalesce(sum(batch.received), 0)::int as "received",
  coalesce(sum(batch.stored), 0)::int as "stored",
  coalesce(sum(batch.duplicates), 0)::int as "duplicates",
  coalesce(sum(batch.quarantined), 0)::int as "quarantined",
  (select count(*)::int from audit_event) as "events",
  (select coalesce(sum(activity.events), 0)::int from activity) as "counted",
  (select count(*)::int from quarantine) as "quarantineRows"
from ingest_batch batch
`;

const FIND_NOT_ONCE = `
select wanted.id as "id"
from unnest($1::text[]) as wanted (id)
left join audit_event event on event.correlation_id = wanted.id
group by wanted.id
having count(event.correlation_id) <> 1
order by wanted.id
limit 20
`;

const FIND_BODIES = `
select event.correlation_id as "id", event_body.content, event.body_offset as "offset", event.body_length as "length"
from audit_event event
left join event_body on event_body.occurred_on = (event.occurred_at at time zone 'UTC')::date
  and event_body.batch_id = event.batch_id and event_body.pack = event.body_pack
order by event.correlation_id
limit 5000
`;

const COUNT_IDS = `
select count(distinct event.correlation_id)::int as "ids" from audit_event event
`;
