import type { FoundEvent } from '@trailkeeper/contract';
import { query, type Queryable } from '@trailkeeper/database';
import { maybeEventId } from '../event-id.js';
import { FOUND_EVENT, type FoundEventRow, toFoundEvent } from '../found-event.js';
import { unknownEvent } from './unknown-event.js';

/** An event with where it came from. */
export interface StoredEvent {
  readonly event: FoundEvent;
  readonly contentHash: string;
  readonly batchId: string;
  readonly keyName: string;
}

/** The event with this id. Throws ApiError 404. */
export async function getEvent(db: Queryable, id: string): Promise<StoredEvent> {
  const key = maybeEventId(id);
  const [row] = key === undefined ? [] : await query<StoredRow>(db, GET_EVENT, [key.occurredAt, key.contentHash]);
  if (row === undefined) throw unknownEvent(id);
  const { contentHash, batchId, keyName } = row;
  return { event: toFoundEvent(row), contentHash, batchId, keyName };
}

interface StoredRow extends FoundEventRow {
  batchId: string;
  keyName: string;
}

const GET_EVENT = `
select ${FOUND_EVENT}, event.batch_id as "batchId", batch.key_name as "keyName"
from audit_event event
join ingest_batch batch on batch.id = event.batch_id
where event.occurred_at = $1::timestamptz and event.content_hash = decode($2, 'hex')
`;
