import {
  execute,
  instantText,
  query,
  retried,
  type SearchedEvent,
  searchTermsOf,
  withTransaction,
} from '@trailkeeper/database';
import type { DataSource, QueryRunner } from 'typeorm';
import { findBodies, type KeptBody } from './find-bodies.js';
import { messageIn } from './message-in.js';

/**
 * Gives the events from before there were any their message and the terms they are searched by, oldest first, and says
 * after each committed chunk how many it was. Who stops asking loses nothing: what has terms is not touched again. The
 * columns stay as they are; of the body only the message is read. For the owner of the database only.
 */
export async function* indexEvents(
  dataSource: DataSource,
  chunkSize = CHUNK_SIZE,
): AsyncGenerator<number, void, undefined> {
  let last: Key | undefined = { occurredAt: '-infinity', contentHash: Buffer.alloc(0) };
  while (last !== undefined) {
    const after: Key = last;
    const chunk: OldEvent[] = await retried(() =>
      withTransaction(dataSource, 'READ COMMITTED', (runner) => indexNext(runner, after, chunkSize)),
    );
    if (chunk.length > 0) yield chunk.length;
    last = chunk.at(-1);
  }
}

/** How many events there are to index. */
export async function countOldEvents(dataSource: DataSource): Promise<number> {
  const [row] = await query<{ events: string }>(dataSource, COUNT_OLD);
  return Number(row?.events);
}

interface Key {
  occurredAt: string;
  contentHash: Buffer;
}

interface OldEvent extends Key, KeptBody, Omit<SearchedEvent, 'message'> {}

async function indexNext(runner: QueryRunner, after: Key, chunkSize: number): Promise<OldEvent[]> {
  const events = await query<OldEvent>(runner, FIND_NEXT, [after.occurredAt, after.contentHash, chunkSize]);
  const [first, last] = [events[0], events.at(-1)];
  if (first === undefined || last === undefined) return [];
  const bodies = await findBodies(runner, events);
  const messages = events.map((event) => messageIn(bodies.get(event)));
  const terms = events.map((event, at) => `{${searchTermsOf({ ...event, message: messages[at]! }).join(',')}}`);
  await execute(runner, GIVE_TERMS, [
    events.map(({ occurredAt }) => occurredAt),
    events.map(({ contentHash }) => contentHash),
    messages,
    terms,
    first.occurredAt,
    last.occurredAt,
  ]);
  return events;
}

/** 1,000: some tenths of a second, after which others that wait for a row go on. */
const CHUNK_SIZE = 1_000;

// Uses audit_event_without_terms_idx. From the last one on: behind it lie entries of rows that have been changed. Locked in
// their order, so that two launchers wait for each other rather than for ever.
const FIND_NEXT = `
select ${instantText('event.occurred_at')} as "occurredAt", event.content_hash as "contentHash",
       event.action, event.emitter, event.outcome, event.severity, event.location, event.account,
       event.initiator_id as "initiatorId", event.initiator_name as "initiatorName",
       event.initiator_address as "initiatorAddress", event.target_id as "targetId", event.target_name as "targetName",
       event.target_type as "targetType", event.correlation_id as "correlationId", event.reason_code as "reasonCode",
       event.reason_text as "reasonText", event.body, event.batch_id as "batchId", event.body_pack as "pack",
       event.body_offset as "offset", event.body_length as "length"
from audit_event event
where event.search_terms is null and (event.occurred_at, event.content_hash) > ($1::timestamptz, $2::bytea)
order by event.occurred_at, event.content_hash
limit $3
for update
`;

// The span of time leaves out other months.
const GIVE_TERMS = `
update audit_event event
set message = given.message, search_terms = given.search_terms::integer[]
from unnest($1::timestamptz[], $2::bytea[], $3::text[], $4::text[])
  as given (occurred_at, content_hash, message, search_terms)
where event.occurred_at = given.occurred_at and event.content_hash = given.content_hash and event.search_terms is null
  and event.occurred_at >= $5 and event.occurred_at <= $6
`;

const COUNT_OLD = `
select count(*) as "events" from audit_event where audit_event.search_terms is null
`;
