import { type BodyPlace, query, type Queryable, unpackBody } from '@trailkeeper/database';
import { maybeEventId } from '../event-id.js';
import { unknownEvent } from './unknown-event.js';

/** The bytes of an event as they were received. Throws ApiError 404; fails when its pack is gone or damaged. */
export async function getBody(db: Queryable, id: string): Promise<Buffer> {
  const key = maybeEventId(id);
  const [row] = key === undefined ? [] : await query<BodyRow>(db, GET_BODY, [key.occurredAt, key.contentHash]);
  if (row === undefined) throw unknownEvent(id);
  if (row.body !== null) return Buffer.from(row.body);
  if (row.content === null) throw new Error(`The pack that holds the body of the event ${id} is gone`);
  return unpackBody(row.content, row);
}

/** One of `body` and the others: rows stored before there were packs have it as text. */
interface BodyRow extends BodyPlace {
  body: string | null;
  content: Buffer | null;
}

// uses the primary keys of both, in one partition each
const GET_BODY = `
select event.body, body.content, event.body_offset as "offset", event.body_length as "length"
from audit_event event
left join event_body body on body.occurred_on = (event.occurred_at at time zone 'UTC')::date
  and body.batch_id = event.batch_id and body.pack = event.body_pack
where event.occurred_at = $1::timestamptz and event.content_hash = decode($2, 'hex')
`;
