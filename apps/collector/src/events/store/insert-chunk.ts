import type { PoolClient } from 'pg';
import type { DataSource } from 'typeorm';
import type { Chunk } from '../parse/chunk-items.js';

/**
 * Stores a chunk by one statement, which is its own transaction, and answers how many of its events were new. Fails as a
 * whole when a month has no partition or the database refuses one row.
 */
export async function insertChunk(dataSource: DataSource, chunk: Chunk, keyName: string): Promise<number> {
  const runner = dataSource.createQueryRunner();
  try {
    const client = (await runner.connect()) as PoolClient;
    // Named, so that each connection plans it once: planning takes longer than storing one event.
    const statement = { name: 'insert-chunk', text: INSERT_CHUNK, values: valuesOf(chunk, keyName) };
    const { rows } = await client.query<{ stored: number }>(statement);
    if (!rows[0]) throw new Error('The statement that stores events gave no row');
    return rows[0].stored;
  } finally {
    await runner.release();
  }
}

function valuesOf({ events: incoming, duplicates, quarantined }: Chunk, keyName: string): unknown[] {
  const events = incoming.map(({ event }) => event);
  return [
    events.map((event) => event.occurredAt),
    events.map((event) => event.contentHash),
    events.map((event) => event.action),
    events.map((event) => event.emitter),
    events.map((event) => event.outcome),
    events.map((event) => event.severity),
    events.map((event) => event.dataEvent),
    events.map((event) => event.location),
    events.map((event) => event.account),
    events.map((event) => event.initiatorId),
    events.map((event) => event.initiatorName),
    events.map((event) => event.initiatorAddress),
    events.map((event) => event.targetId),
    events.map((event) => event.targetName),
    events.map((event) => event.targetType),
    events.map((event) => event.correlationId),
    events.map((event) => event.reasonCode),
    events.map((event) => event.reasonText),
    events.map((event) => event.body),
    quarantined.map((item) => item.index),
    quarantined.map((item) => item.problem.code),
    quarantined.map((item) => item.problem.message),
    quarantined.map((item) => item.bytes),
    keyName,
    events.length + duplicates + quarantined.length,
    quarantined.length,
  ];
}

/**
 * The batch id is drawn first, because the events carry it. Events go in sorted by their key: two collectors with the
 * same events in different order would wait for each other otherwise. Of those that were new, counts are appended; what
 * was new is known by joining the returned keys, as this role may read nothing else of an event (a hash join for the plan
 * that serves batches of every size).
 */
const INSERT_CHUNK = `
with batch as materialized (
  select nextval('ingest_batch_id_seq') as id
), incoming as materialized (
  select * from unnest(
    $1::timestamptz[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::boolean[], $8::text[], $9::text[],
    $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[], $17::integer[],
    $18::text[], $19::text[]
  ) as given (
    occurred_at, content_hash, action, emitter, outcome, severity, data_event, location, account,
    initiator_id, initiator_name, initiator_address, target_id, target_name, target_type, correlation_id, reason_code,
    reason_text, body
  )
), stored as (
  insert into audit_event (
    occurred_at, content_hash, batch_id, action, emitter, outcome, severity, data_event, location, account,
    initiator_id, initiator_name, initiator_address, target_id, target_name, target_type, correlation_id, reason_code,
    reason_text, body
  )
  select incoming.occurred_at, decode(incoming.content_hash, 'hex'), batch.id, incoming.action, incoming.emitter,
         incoming.outcome, incoming.severity, incoming.data_event, incoming.location, incoming.account,
         incoming.initiator_id, incoming.initiator_name, incoming.initiator_address, incoming.target_id,
         incoming.target_name, incoming.target_type, incoming.correlation_id, incoming.reason_code,
         incoming.reason_text, incoming.body
  from incoming
  cross join batch
  order by incoming.occurred_at, incoming.content_hash collate "C"
  on conflict (occurred_at, content_hash) do nothing
  returning audit_event.occurred_at, encode(audit_event.content_hash, 'hex') as content_hash
), counted as (
  insert into activity_delta (
    bucket, arrived_bucket, action, emitter, location, account, outcome, events, first_seen, last_seen
  )
  select date_bin('15 minutes', incoming.occurred_at, timestamptz 'epoch'),
         date_bin('15 minutes', now(), timestamptz 'epoch'),
         incoming.action, incoming.emitter, incoming.location, incoming.account, incoming.outcome,
         count(*), min(incoming.occurred_at), max(incoming.occurred_at)
  from stored
  join incoming on incoming.occurred_at = stored.occurred_at and incoming.content_hash = stored.content_hash
  group by 1, 2, 3, 4, 5, 6, 7
), put_aside as (
  insert into quarantine (batch_id, item_index, code, message, raw)
  select batch.id, refused.item_index, refused.code, refused.message, refused.raw
  from unnest($20::integer[], $21::text[], $22::text[], $23::bytea[]) as refused (item_index, code, message, raw)
  cross join batch
  order by refused.item_index
), tally as (
  select count(*)::integer as stored from stored
), noted as (
  insert into ingest_batch (id, key_name, received, stored, duplicates, quarantined)
  select batch.id, $24::text, $25::integer, tally.stored, $25::integer - tally.stored - $26::integer, $26::integer
  from batch
  cross join tally
)
select tally.stored as "stored" from tally
`;
