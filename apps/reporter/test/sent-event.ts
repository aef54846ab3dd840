import { createHash } from 'node:crypto';
import { namesItsService } from '@trailkeeper/catalog';
import { execute, query, searchTermsOf, withTransaction } from '@trailkeeper/database';
import type { DataSource, QueryRunner } from 'typeorm';
import { insertBodies, type Packed, packSent } from './sent-bodies.js';

/** An event as the collector would have stored it, with when it arrived. */
export interface SentEvent {
  occurredAt: Date;
  /** What `occurredAt` is cut of, 0 to 999. */
  microseconds?: number;
  arrivedAt: Date;
  /** The key it came with: `test` unless given. */
  keyName?: string;
  /** 64 hexadecimal digits; like no other unless given. */
  contentHash?: string;
  action: string;
  emitter: string;
  outcome: string;
  severity?: string | null;
  dataEvent?: boolean | null;
  location: string;
  account: string;
  initiatorId?: string | null;
  initiatorName?: string | null;
  initiatorAddress?: string | null;
  targetId?: string | null;
  targetName?: string | null;
  targetType?: string | null;
  correlationId?: string | null;
  reasonCode?: number | null;
  reasonText?: string | null;
  message?: string | null;
  /** As received; `{}` unless given. */
  body?: string;
  /** False: the body stands in the row, as in those from before there were packs. */
  isPacked?: boolean;
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
 * Stores events in the shape in which the collector writes them: batch, events, bodies and appended counts in one
 * transaction, one batch for each moment of arrival and key. Gives their ids, in their order. To be run as the owner.
 */
export async function insertEvents(owner: DataSource, events: readonly SentEvent[]): Promise<string[]> {
  for (const month of new Set(events.map((event) => event.occurredAt.toISOString().slice(0, 7)))) {
    await query(owner, 'select ensure_event_partition($1)', [`${month}-01T00:00:00Z`]);
  }
  const rows = events.map(toRow);
  for (const name of new Set(rows.map(batchOf))) {
    const batch = rows.filter((row) => batchOf(row) === name);
    await withTransaction(owner, 'READ COMMITTED', (runner) => insertBatch(runner, batch));
  }
  return rows.map(idOf);
}

/** The same within a transaction, as one batch; its months must be there. */
export async function insertInto(runner: QueryRunner, events: readonly SentEvent[]): Promise<string[]> {
  const rows = events.map(toRow);
  await insertBatch(runner, rows);
  return rows.map(idOf);
}

function idOf({ occurredAt, contentHash }: SentRow): string {
  return `${occurredAt}_${contentHash}`;
}

function batchOf({ arrivedAt, keyName }: SentRow): string {
  return `${arrivedAt.getTime()} ${keyName}`;
}

async function insertBatch(runner: QueryRunner, rows: SentRow[]): Promise<void> {
  const times = rows.map(({ occurredAt }) => occurredAt).sort();
  const params = [rows[0]?.arrivedAt, rows[0]?.keyName, rows.length, times[0], times.at(-1)];
  const [batch] = await query<{ id: string }>(runner, INSERT_BATCH, params);
  const { packs, places } = packSent(rows);
  const placed = rows.map((row, index) => ({ ...row, ...inRow(row, places[index]) }));
  await execute(runner, INSERT_EVENTS, [JSON.stringify(placed), batch?.id]);
  await insertBodies(runner, batch!.id, packs);
}

function inRow({ body }: SentRow, place: Packed | undefined) {
  return place === undefined ? { body } : { body: null, ...place };
}

let sent = 0;

type SentRow = ReturnType<typeof toRow>;

function toRow({ microseconds = 0, ...event }: SentEvent) {
  sent += 1;
  const detailed = { ...NO_DETAILS, ...event };
  const occurredAt = event.occurredAt.toISOString().replace('Z', `${String(microseconds).padStart(3, '0')}Z`);
  return {
    ...{ keyName: 'test', body: '{}', isPacked: true },
    contentHash: createHash('sha256').update(`${sent} ${event.action}`).digest('hex'),
    ...detailed,
    occurredAt,
    terms: searchTermsOf({ ...detailed, occurredAt }),
  };
}

const NO_DETAILS = {
  severity: null,
  dataEvent: null,
  initiatorId: null,
  initiatorName: null,
  initiatorAddress: null,
  targetId: null,
  targetName: null,
  targetType: null,
  correlationId: null,
  reasonCode: null,
  reasonText: null,
  message: null,
};

const INSERT_BATCH = `
insert into ingest_batch
  (arrived_at, key_name, received, stored, duplicates, quarantined, first_occurred_at, last_occurred_at)
values ($1, $2, $3, $3, 0, 0, $4, $5)
returning ingest_batch.id
`;

const INSERT_EVENTS = `
with sent as (
  select * from json_to_recordset($1) as sent (
    "occurredAt" timestamptz, "arrivedAt" timestamptz, "contentHash" text, action text, emitter text, outcome text,
    severity text, "dataEvent" boolean, location text, account text, "initiatorId" text, "initiatorName" text,
    "initiatorAddress" text, "targetId" text, "targetName" text, "targetType" text, "correlationId" text,
    "reasonCode" integer, "reasonText" text, message text, terms integer[], body text, pack integer,
    "offset" integer, length integer
  )
), stored as (
  insert into audit_event (
    occurred_at, content_hash, batch_id, action, emitter, outcome, severity, data_event, location, account,
    initiator_id, initiator_name, initiator_address, target_id, target_name, target_type, correlation_id, reason_code,
    reason_text, message, search_terms, body, body_pack, body_offset, body_length
  )
  select sent."occurredAt", decode(sent."contentHash", 'hex'), $2, sent.action, sent.emitter, sent.outcome, sent.severity,
         sent."dataEvent", sent.location, sent.account, sent."initiatorId", sent."initiatorName",
         sent."initiatorAddress", sent."targetId", sent."targetName", sent."targetType", sent."correlationId",
         sent."reasonCode", sent."reasonText", sent.message, sent.terms, sent.body, sent.pack, sent."offset", sent.length
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
