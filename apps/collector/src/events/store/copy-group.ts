import { copyIn, query, searchTermsOf } from '@trailkeeper/database';
import type { PoolClient } from 'pg';
import type { QueryRunner } from 'typeorm';
import { copyList, copyRow } from './copy-text.js';
import { type ActivityCount, countActivity } from './count-activity.js';
import { packGroup } from './pack-group.js';
import type { Batch, Group, GroupEvent } from './prepare-group.js';

/**
 * Stores a group within the runner's transaction: its events, which must all be new (or it fails with 23505), their bodies
 * and counts, the quarantined items, and a row for each batch.
 */
export async function copyGroup(runner: QueryRunner, { batches, events }: Group): Promise<void> {
  const ids = await drawBatchIds(runner, batches.length);
  if (events.length > 0) await copyEvents(runner, events, ids);
  const counts = countActivity(events.map(({ event }) => event));
  const client = (await runner.connect()) as PoolClient;
  // Named, so that each connection plans it once: planning takes longer than storing one event.
  await client.query({ name: 'note-group', text: NOTE_GROUP, values: noteValues({ batches, events, ids, counts }) });
}

async function drawBatchIds(runner: QueryRunner, count: number): Promise<string[]> {
  return (await query<{ id: string }>(runner, DRAW_BATCH_IDS, [count])).map(({ id }) => id);
}

async function copyEvents(runner: QueryRunner, events: GroupEvent[], ids: string[]): Promise<void> {
  const { packs, places } = packGroup(events);
  const packRows = packs.map(({ day, batch, number, service, account, content }) =>
    copyRow([day, ids[batch]!, number, service, account, content]),
  );
  const eventRows = events.map(({ event, batch }, index) => {
    const { pack, offset, length } = places[index]!;
    return copyRow([
      ...[event.occurredAt, { hex: event.contentHash }, ids[batch]!, event.action, event.emitter, event.outcome],
      ...[event.severity, event.dataEvent, event.location, event.account],
      ...[event.initiatorId, event.initiatorName, event.initiatorAddress],
      ...[event.targetId, event.targetName, event.targetType],
      ...[event.correlationId, event.reasonCode, event.reasonText, event.message],
      ...[copyList(searchTermsOf(event)), pack, offset, length],
    ]);
  });
  // The events first: should one be known, little has been written.
  await copyIn(runner, COPY_EVENTS, [Buffer.from(eventRows.join(''))]);
  await copyIn(runner, COPY_BODIES, [Buffer.from(packRows.join(''))]);
}

interface Notes {
  batches: Batch[];
  events: GroupEvent[];
  ids: string[];
  counts: ActivityCount[];
}

function noteValues({ batches, events, ids, counts }: Notes): unknown[] {
  // In the order of their time, as all of the group are.
  const stored = batches.map((_batch, number) => events.filter(({ batch }) => batch === number));
  const refused = batches.flatMap(({ quarantined }, batch) => quarantined.map((item) => ({ ...item, id: ids[batch] })));
  return [
    ids,
    batches.map(({ keyName }) => keyName),
    batches.map(({ received }) => received),
    stored.map(({ length }) => length),
    batches.map(({ quarantined, replayed = 0 }) => quarantined.length - replayed),
    refused.map(({ id }) => id),
    refused.map(({ index }) => index),
    refused.map(({ problem }) => problem.code),
    refused.map(({ problem }) => problem.message),
    refused.map(({ bytes }) => bytes),
    counts.map(({ bucket }) => bucket),
    counts.map(({ of }) => of.action),
    counts.map(({ of }) => of.emitter),
    counts.map(({ of }) => of.location),
    counts.map(({ of }) => of.account),
    counts.map(({ of }) => of.outcome),
    counts.map((count) => count.events),
    counts.map(({ firstSeen }) => firstSeen),
    counts.map(({ lastSeen }) => lastSeen),
    stored.map((own) => own[0]?.event.occurredAt ?? null),
    stored.map((own) => own.at(-1)?.event.occurredAt ?? null),
  ];
}

const DRAW_BATCH_IDS = `
select nextval('ingest_batch_id_seq') as id from generate_series(1, $1)
`;

const COPY_EVENTS = `
copy audit_event (
  occurred_at, content_hash, batch_id, action, emitter, outcome, severity, data_event, location, account,
  initiator_id, initiator_name, initiator_address, target_id, target_name, target_type, correlation_id, reason_code,
  reason_text, message, search_terms, body_pack, body_offset, body_length
) from stdin
`;

const COPY_BODIES = `
copy event_body (occurred_on, batch_id, pack, service, account, content) from stdin
`;

const NOTE_GROUP = `
with counted as (
  insert into activity_delta (
    bucket, arrived_bucket, action, emitter, location, account, outcome, events, first_seen, last_seen
  )
  select counts.bucket, date_bin('15 minutes', now(), timestamptz 'epoch'), counts.action, counts.emitter,
         counts.location, counts.account, counts.outcome, counts.events, counts.first_seen, counts.last_seen
  from unnest(
    $11::timestamptz[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[], $17::bigint[],
    $18::timestamptz[], $19::timestamptz[]
  ) as counts (bucket, action, emitter, location, account, outcome, events, first_seen, last_seen)
), put_aside as (
  insert into quarantine (batch_id, item_index, code, message, raw)
  select refused.batch_id, refused.item_index, refused.code, refused.message, refused.raw
  from unnest($6::bigint[], $7::integer[], $8::text[], $9::text[], $10::bytea[])
    as refused (batch_id, item_index, code, message, raw)
)
insert into ingest_batch (
  id, key_name, received, stored, duplicates, quarantined, first_occurred_at, last_occurred_at
)
select batch.id, batch.key_name, batch.received, batch.stored, batch.received - batch.stored - batch.quarantined,
       batch.quarantined, batch.first_occurred_at, batch.last_occurred_at
from unnest(
  $1::bigint[], $2::text[], $3::integer[], $4::integer[], $5::integer[], $20::timestamptz[], $21::timestamptz[]
) as batch (id, key_name, received, stored, quarantined, first_occurred_at, last_occurred_at)
`;
