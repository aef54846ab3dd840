import { execute } from '@trailkeeper/database';
import type { DataSource } from 'typeorm';

/** How often a source was heard, and until how long before now. PostgreSQL intervals. */
export interface HeardEvery {
  every: string;
  /** How long before the last time the first was. */
  known: string;
  /** How long ago the last time was. */
  ago: string;
}

/** Appends a count of one event of an action each so often, as it happened and arrived. To be run as the owner. */
export async function countEvents(owner: DataSource, action: string, { every, known, ago }: HeardEvery): Promise<void> {
  await execute(owner, COUNT_EVENTS, [action, every, known, ago]);
}

/** Notes one batch with a key each so often. To be run as the owner. */
export async function noteBatches(
  owner: DataSource,
  keyName: string,
  { every, known, ago }: HeardEvery,
): Promise<void> {
  await execute(owner, NOTE_BATCHES, [keyName, every, known, ago]);
}

/** Notes a replay of one item that came with a key and is an event now: a batch that received nothing (ADR 11). */
export async function noteReplay(owner: DataSource, keyName: string): Promise<void> {
  await execute(owner, NOTE_REPLAY, [keyName]);
}

/** Appends the count of an event that happened so long ago and arrived so long ago, as by a replay. PostgreSQL intervals. */
export async function countLate(owner: DataSource, action: string, happened: string, arrived: string): Promise<void> {
  await execute(owner, COUNT_LATE, [action, happened, arrived]);
}

/** Makes a key as the reporter would have, valid or not. */
export async function insertKey(owner: DataSource, name: string, state: 'active' | 'expired' | 'revoked' = 'active') {
  await execute(owner, INSERT_KEY, [
    name,
    state === 'expired' ? 'yesterday' : null,
    state === 'revoked' ? 'now' : null,
  ]);
}

const MOMENTS = `
generate_series(now() - $4::interval, now() - $4::interval - $3::interval, - $2::interval) as heard (at)
`;

const COUNT_EVENTS = `
insert into activity_delta
  (bucket, arrived_bucket, action, emitter, location, account, outcome, events, first_seen, last_seen)
select date_bin('15 minutes', heard.at, timestamptz 'epoch'), date_bin('15 minutes', heard.at, timestamptz 'epoch'),
       $1, '', 'us-south', 'a1', 'success', 1, heard.at, heard.at
from ${MOMENTS}
`;

const NOTE_BATCHES = `
insert into ingest_batch (arrived_at, key_name, received, stored, duplicates, quarantined)
select heard.at, $1, 1, 1, 0, 0
from ${MOMENTS}
`;

const NOTE_REPLAY = `
insert into ingest_batch (arrived_at, key_name, received, stored, duplicates, quarantined) values (now(), $1, 0, 1, 0, -1)
`;

const COUNT_LATE = `
insert into activity_delta
  (bucket, arrived_bucket, action, emitter, location, account, outcome, events, first_seen, last_seen)
select date_bin('15 minutes', late.at, timestamptz 'epoch'),
       date_bin('15 minutes', now() - $3::interval, timestamptz 'epoch'), $1, '', 'us-south', 'a1', 'success', 1, late.at, late.at
from (select now() - $2::interval) late (at)
`;

const INSERT_KEY = `
insert into ingest_key (name, secret_hash, hint, created_by, expires_at, revoked_at, revoked_by, revocation_reason)
values ($1, sha256(convert_to($1, 'UTF8')), 'hint', 'administrator', $2::timestamptz, $3::timestamptz,
        case when $3::text is not null then 'administrator' end, case when $3::text is not null then 'lost' end)
`;
