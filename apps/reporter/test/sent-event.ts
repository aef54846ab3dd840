import { createHash } from 'node:crypto';
import { namesItsService } from '@trailkeeper/catalog';
import { execute, query, withTransaction } from '@trailkeeper/database';
import type { DataSource } from 'typeorm';

/** An event as the collector would have stored it, with when it arrived. */
export interface SentEvent {
  occurredAt: Date;
  arrivedAt: Date;
  action: string;
  emitter: string;
  outcome: string;
  location: string;
  account: string;
}

/** A valid event; only what matters to a test is to be given. */
export function anEvent(changes: Partial<SentEvent> = {}): SentEvent {
  const occurredAt = changes.occurredAt ?? new Date('2026-09-15T10:00:07Z');
  const action = changes.action ?? 'kms.secrets.create';
  return {
    occurredAt,
    arrivedAt: occurredAt,
    action,
    emitter: namesItsService(action) ? '' : 'kms',
    outcome: 'success',
    location: 'us-south',
    account: 'a1',
    ...changes,
  };
}

/**
 * Stores events in the shape in which the collector writes them: batch, events and appended counts in one transaction,
 * one batch for each moment of arrival. To be run as the owner.
 */
export async function insertEvents(owner: DataSource, events: readonly SentEvent[]): Promise<void> {
  for (const month of new Set(events.map((event) => event.occurredAt.toISOString().slice(0, 7)))) {
    await query(owner, 'select ensure_event_partition($1)', [`${month}-01T00:00:00Z`]);
  }
  for (const arrival of new Set(events.map((event) => event.arrivedAt.getTime()))) {
    await insertBatch(
      owner,
      events.filter((event) => event.arrivedAt.getTime() === arrival),
    );
  }
}

async function insertBatch(owner: DataSource, events: SentEvent[]): Promise<void> {
  await withTransaction(owner, 'READ COMMITTED', async (runner) => {
    const params = [events[0]?.arrivedAt, events.length, events.length, 0, 0];
    const [batch] = await query<{ id: string }>(runner, INSERT_BATCH, params);
    await execute(runner, INSERT_EVENTS, [JSON.stringify(events.map(toRow)), batch?.id]);
  });
}

let sent = 0;

function toRow(event: SentEvent) {
  sent += 1;
  return { ...event, hash: createHash('sha256').update(`${sent} ${event.action}`).digest('hex') };
}

const INSERT_BATCH = `
insert into ingest_batch (arrived_at, key_name, received, stored, duplicates, quarantined)
values ($1, 'test', $2, $3, $4, $5)
returning ingest_batch.id
`;

const INSERT_EVENTS = `
with sent as (
  select * from json_to_recordset($1) as sent (
    "occurredAt" timestamptz, "arrivedAt" timestamptz, action text, emitter text, outcome text, location text,
    account text, hash text
  )
), stored as (
  insert into audit_event (occurred_at, content_hash, batch_id, action, emitter, outcome, location, account, body)
  select sent."occurredAt", decode(sent.hash, 'hex'), $2, sent.action, sent.emitter, sent.outcome, sent.location,
         sent.account, '{}'
  from sent
)
insert into activity_delta
  (bucket, arrived_bucket, action, emitter, location, account, outcome, events, first_seen, last_seen)
select date_bin('15 minutes', sent."occurredAt", '2000-01-01Z'), date_bin('15 minutes', sent."arrivedAt", '2000-01-01Z'),
       sent.action, sent.emitter, sent.location, sent.account, sent.outcome, count(*),
       min(sent."occurredAt"), max(sent."occurredAt")
from sent
group by 1, 2, 3, 4, 5, 6, 7
`;
