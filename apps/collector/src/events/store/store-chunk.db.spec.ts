import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { AuditEvent } from '@trailkeeper/contract';
import { openDataSource, query, searchTermsOf, unpackBody } from '@trailkeeper/database';
import { createTestDatabase, type TestDatabase } from '@trailkeeper/database/testing';
import { createHash } from 'node:crypto';
import type { DataSource } from 'typeorm';
import type { Chunk, QuarantinedItem } from '../parse/chunk-items.js';
import { openCommitLine } from './open-commit-line.js';
import { type CommittedBatch, type StoreContext, storeChunk } from './store-chunk.js';

let database: TestDatabase;
let owner: DataSource;
let collector: DataSource;
let context: StoreContext;

beforeAll(async () => {
  database = await createTestDatabase();
  owner = await openDataSource({ url: database.ownerUrl, applicationName: 'test-owner' });
  collector = await openDataSource({ url: database.collectorUrl, applicationName: 'test-collector' });
});
beforeEach(async () => {
  await owner.query('truncate audit_event, event_body, activity_delta, quarantine, ingest_batch');
  context = { line: openCommitLine(collector), keyName: 'a key' };
});
afterAll(async () => {
  await Promise.all([owner.destroy(), collector.destroy()]);
  await database.drop();
});

describe('storeChunk', () => {
  it('stores events, counts, quarantined items and the batch in one transaction', async () => {
    const refused = aQuarantinedItem(2);
    const events = [anAuditEvent('one', '2026-09-15T10:07:00.25Z'), anAuditEvent('two', '2026-09-15T10:14:59.999999Z')];
    const batches = await stored({ ...chunkOf(events), duplicates: 1, quarantined: [refused] });

    expect(batches).toEqual([{ received: 4, stored: 2, duplicates: 1, quarantined: [refused] }]);
    const [batch] = await rows('select * from ingest_batch');
    expect(batch).toMatchObject({ key_name: 'a key', received: 4, stored: 2, duplicates: 1, quarantined: 1 });
    const found = await rows('select * from audit_event order by occurred_at');
    expect(found).toHaveLength(2);
    expect(found[0]).toMatchObject({ ...columnsOf(events[0]!), batch_id: batch?.['id'] });
    expect(await rows('select * from quarantine')).toEqual([
      expect.objectContaining({ item_index: 2, code: 'no_action', raw: refused.bytes, batch_id: batch?.['id'] }),
    ]);
    expect(await rows(DELTAS)).toEqual([
      {
        bucket: '2026-09-15 10:00:00+00',
        action: 'kms.secrets.create',
        location: 'us-south',
        events: '2',
        first_seen: '2026-09-15 10:07:00.25+00',
        last_seen: '2026-09-15 10:14:59.999999+00',
        arrived_with_batch: true,
      },
    ]);
  });

  it('keeps the terms that an event is searched by, and its message', async () => {
    const bare = { ...anAuditEvent('bare', '2026-09-15T11:00:00Z'), ...NOTHING_TO_SAY };
    const events = [anAuditEvent('one'), bare];
    await stored(chunkOf(events));
    expect(await rows('select search_terms, message from audit_event order by occurred_at')).toEqual(
      events.map((event) => ({ search_terms: searchTermsOf(event), message: event.message })),
    );
  });

  it('notes when the events of a batch happened; none of one that stored none', async () => {
    const [first, between, last] = ['10:00:00.000001', '11:00:00.000000', '12:00:00.999999'].map((time) =>
      anAuditEvent('one', `2026-09-15T${time}Z`),
    );
    await stored(chunkOf([last!, first!, between!]));
    await stored(chunkOf([between!]));
    expect(await rows(TIMES_OF_BATCHES)).toEqual([
      { first: '2026-09-15 10:00:00.000001+00', last: '2026-09-15 12:00:00.999999+00' },
      { first: null, last: null },
    ]);
  });

  it('keeps each body as it came, packed with those of its service, account and day', async () => {
    const names = ['2026-09-15T00:00:00.000000Z', '2026-09-15T23:59:59.999999Z', '2026-09-16T00:00:00.000000Z'];
    const events = names.flatMap((time) => [
      anAuditEvent('one', time),
      { ...anAuditEvent('two', time), action: 'codeengine.application.create' },
      { ...anAuditEvent('three', time), account: 'another' },
    ]);
    await stored(chunkOf(events));
    const found = await rows(FIND_BODIES);
    const bodies = found.map(({ content, offset, length }) =>
      unpackBody(content as Buffer, { offset: Number(offset), length: Number(length) }).toString(),
    );
    expect(bodies.toSorted()).toEqual(events.map(bodyOf).toSorted());
    expect(found.every(({ service, action }) => String(action).startsWith(`${String(service)}.`))).toBe(true);
    expect(await numberOf('select count(*) from event_body')).toBe(6);
  });

  it('keeps the body of an event once, however often it is sent', async () => {
    await stored(chunkOf([anAuditEvent('one'), anAuditEvent('two')]));
    await stored(chunkOf([anAuditEvent('two'), anAuditEvent('one')]));
    expect(await numberOf('select count(*) from event_body')).toBe(1);
  });

  it('stores what several requests bring at once, and tells each its own tally', async () => {
    const others = [chunkOf([anAuditEvent('one')]), { ...chunkOf([]), quarantined: [aQuarantinedItem(0)] }];
    const chunks = [...others, chunkOf([anAuditEvent('one'), anAuditEvent('two')]), chunkOf([anAuditEvent('three')])];
    const keys = ['a', 'b', 'a', 'b'];
    const all = await Promise.all(
      Array.from({ length: 8 }, () =>
        chunks.map((chunk, at) => collect(storeChunk({ ...context, keyName: keys[at]! }, chunk))),
      ).flat(),
    );
    const totals = totalsOf(all.flat());
    expect(totals).toEqual({ received: 40, stored: 3, duplicates: 29, quarantined: 8 });
    expect(await numberOf('select count(*) from audit_event')).toBe(3);
    expect(await rows(TALLIES)).toEqual([
      expect.objectContaining({ key_name: 'a', received: '24' }),
      { key_name: 'b', received: '16', quarantined: '8', odd: '0' },
    ]);
    expect(await numberOf('select count(*) from ingest_batch')).toBeLessThan(20);
  });

  it('makes nobody pay for the event of another that the database refuses', async () => {
    const bad = { ...anAuditEvent('bad'), outcome: 'odd' as 'unknown' };
    const events = [anAuditEvent('before'), anAuditEvent('one'), bad, anAuditEvent('two')];
    const batches = await Promise.all(events.map((event) => stored(chunkOf([event]))));
    expect(batches.map((each) => totalsOf(each).stored)).toEqual([1, 1, 0, 1]);
    expect(totalsOf(batches.flat())).toEqual({ received: 4, stored: 3, duplicates: 0, quarantined: 1 });
  });

  it('stores each event once and counts only what is new', async () => {
    await stored(chunkOf([anAuditEvent('one'), anAuditEvent('two')]));
    const batches = await stored(chunkOf([anAuditEvent('two'), anAuditEvent('three')]));
    expect(batches).toEqual([{ received: 2, stored: 1, duplicates: 1, quarantined: [] }]);
    expect(await numberOf('select sum(events) from activity_delta')).toBe(3);
    expect(await numberOf('select count(*) from audit_event')).toBe(3);
  });

  it('appends no count when nothing is new', async () => {
    await stored(chunkOf([anAuditEvent('one')]));
    await stored(chunkOf([anAuditEvent('one')]));
    expect(await numberOf('select count(*) from activity_delta')).toBe(1);
    expect(await numberOf('select count(*) from ingest_batch')).toBe(2);
  });

  it('makes the partitions it needs, also when a purge has dropped one that was there', async () => {
    const months = [
      '2000-01-01T00:00:00Z',
      '2013-02-28T23:59:59.999999Z',
      new Date(Date.now() + 86_000_000).toISOString(),
    ];
    await stored(chunkOf(months.map((time, index) => anAuditEvent(String(index), time))));
    expect(await numberOf('select count(*) from audit_event_2013_02')).toBe(1);
    await owner.query('drop table audit_event_2013_02');
    await stored(chunkOf([anAuditEvent('again', '2013-02-01T00:00:00Z')]));
    expect(await numberOf('select count(*) from audit_event_2013_02')).toBe(1);
  });

  it('quarantines the one event that the database refuses and stores its neighbours', async () => {
    const events = Array.from({ length: 9 }, (_, index) => anAuditEvent(`e${index}`));
    events[6] = { ...anAuditEvent('bad'), outcome: 'odd' as 'unknown' };
    const batches = await stored({ ...chunkOf(events), duplicates: 2, quarantined: [aQuarantinedItem(9)] });

    const refused = batches.flatMap((batch) => batch.quarantined).find((item) => item.index === 6);
    expect(refused?.problem).toEqual({ code: 'storage_refused', message: expect.stringContaining('check constraint') });
    expect(refused?.bytes.toString()).toBe(bodyOf(events[6]));
    expect(totalsOf(batches)).toEqual({ received: 12, stored: 8, duplicates: 2, quarantined: 2 });
    expect(await numberOf('select count(*) from audit_event')).toBe(8);
    expect(await numberOf('select sum(events) from activity_delta')).toBe(8);
    expect(await numberOf('select count(*) from quarantine')).toBe(2);
    expect(await numberOf('select sum(received - stored - duplicates - quarantined) from ingest_batch')).toBe(0);
  });

  it('quarantines an event whose index entry would be too long', async () => {
    await owner.query('create index too_narrow on audit_event (reason_text)');
    const random = Array.from({ length: 100 }, (_, index) => sha256(`r${index}`)).join('');
    const batches = await stored(chunkOf([anAuditEvent('ok'), { ...anAuditEvent('bad'), reasonText: random }]));
    await owner.query('drop index too_narrow');
    expect(totalsOf(batches)).toEqual({ received: 2, stored: 1, duplicates: 0, quarantined: 1 });
  });

  it('does not take a fault of the database for a fault of an event', async () => {
    await owner.query('revoke insert on ingest_batch from trailkeeper_collector');
    await expect(stored(chunkOf([anAuditEvent('one')]))).rejects.toThrow('permission denied');
    const columns = 'id, key_name, received, stored, duplicates, quarantined, first_occurred_at, last_occurred_at';
    await owner.query(`grant insert (${columns}) on ingest_batch to trailkeeper_collector`);
    expect(await numberOf('select count(*) from audit_event')).toBe(0);
    expect(await numberOf('select count(*) from activity_delta')).toBe(0);
  });

  it('does not take a sequence that is behind for a fault of an event', async () => {
    await stored(chunkOf([anAuditEvent('one')]));
    const last = await numberOf('select max(id) from ingest_batch');
    await owner.query(`select setval('ingest_batch_id_seq', ${last}, false)`);
    await expect(stored(chunkOf([anAuditEvent('two')]))).rejects.toMatchObject({ code: '23505' });
    expect(await numberOf('select count(*) from quarantine')).toBe(0);
    expect(totalsOf(await stored(chunkOf([anAuditEvent('two')])))).toMatchObject({ stored: 1, quarantined: 0 });
  });

  it('goes again when PostgreSQL ends it as the victim of a deadlock', async () => {
    await owner.query(`create sequence tries;
      create function fail_twice() returns trigger language plpgsql security definer as $$ begin
        if nextval('tries') <= 2 then raise exception 'made up' using errcode = 'deadlock_detected'; end if;
        return new;
      end $$;
      create trigger fail_twice before insert on ingest_batch for each row execute function fail_twice()`);
    const batches = await stored(chunkOf([anAuditEvent('one')]));
    await owner.query('drop trigger fail_twice on ingest_batch; drop function fail_twice; drop sequence tries');
    expect(totalsOf(batches)).toEqual({ received: 1, stored: 1, duplicates: 0, quarantined: 0 });
    expect(await numberOf('select count(*) from audit_event')).toBe(1);
  });

  it('gives what is committed before it fails at a later part', async () => {
    const committed: CommittedBatch[] = [];
    const events = [anAuditEvent('one'), { ...anAuditEvent('two'), outcome: 'odd' as 'unknown' }];
    const storing = async () => {
      for await (const batch of storeChunk(context, chunkOf(events))) {
        committed.push(batch);
        await owner.query('revoke insert on ingest_batch from trailkeeper_collector');
      }
    };
    await expect(storing()).rejects.toThrow('permission denied');
    const columns = 'id, key_name, received, stored, duplicates, quarantined, first_occurred_at, last_occurred_at';
    await owner.query(`grant insert (${columns}) on ingest_batch to trailkeeper_collector`);
    expect(totalsOf(committed)).toEqual({ received: 1, stored: 1, duplicates: 0, quarantined: 0 });
    expect(await numberOf('select sum(received) from ingest_batch')).toBe(1);
  });

  it.each([
    'update audit_event set body = body',
    'delete from event_body',
    'select content from event_body',
    'update event_body set content = content',
    'delete from audit_event',
    'select body from audit_event',
    'truncate audit_event',
    'select * from ingest_batch',
    'select raw from quarantine',
    'delete from activity_delta',
    'select fold_activity(1)',
    "insert into ingest_batch (arrived_at, key_name, received, stored, duplicates, quarantined) values ('2020-01-01', '', 0, 0, 0, 0)",
    "insert into quarantine (arrived_at, batch_id, item_index, code, message, raw) values ('2020-01-01', 1, 0, '', '', '')",
    'create table mine (id integer)',
  ])('has no right to: %s', async (sql) => {
    await expect(query(collector, sql)).rejects.toThrow('permission denied');
  });

  it('lets two collectors store the same events in different order, over and over', async () => {
    const contexts = [context, { ...context, line: openCommitLine(collector) }];
    let stored = 0;
    for (let round = 0; round < 50; round += 1) {
      const events = Array.from({ length: 60 }, (_, index) => anAuditEvent(`${round}-${index}`));
      const batches = await Promise.all(
        contexts.map((one, at) => collect(storeChunk(one, chunkOf(at === 0 ? events : events.toReversed())))),
      );
      stored += totalsOf(batches.flat()).stored;
    }
    expect(stored).toBe(3_000);
    expect(await numberOf('select count(*) from audit_event')).toBe(3_000);
    expect(await numberOf('select sum(events) from activity_delta')).toBe(3_000);
  });
});

function stored(chunk: Chunk): Promise<CommittedBatch[]> {
  return collect(storeChunk(context, chunk));
}

async function collect(batches: AsyncIterable<CommittedBatch>): Promise<CommittedBatch[]> {
  const all: CommittedBatch[] = [];
  for await (const batch of batches) all.push(batch);
  return all;
}

function totalsOf(batches: CommittedBatch[]) {
  const sum = (of: (batch: CommittedBatch) => number) => batches.reduce((total, batch) => total + of(batch), 0);
  return {
    received: sum((batch) => batch.received),
    stored: sum((batch) => batch.stored),
    duplicates: sum((batch) => batch.duplicates),
    quarantined: sum((batch) => batch.quarantined.length),
  };
}

function chunkOf(events: AuditEvent[]): Chunk {
  const items = events.map((event, index) => ({ index, event, bytes: Buffer.from(bodyOf(event)) }));
  return { events: items, duplicates: 0, quarantined: [] };
}

function anAuditEvent(name: string, occurredAt = '2026-09-15T10:00:00.000000Z'): AuditEvent {
  return {
    occurredAt,
    contentHash: sha256(name + occurredAt),
    action: 'kms.secrets.create',
    emitter: '',
    outcome: 'success',
    severity: null,
    dataEvent: false,
    location: 'us-south',
    account: '67db3d7f',
    initiatorId: 'quotes " and \\ and {braces} and \' and NULL',
    initiatorName: '',
    initiatorAddress: 'NULL',
    targetId: null,
    targetName: 'ünïcode \u{1f600}',
    targetType: 'kms/secrets',
    correlationId: 'a,b',
    reasonCode: 201,
    reasonText: null,
    message: 'Key Protect: "create" {key},\t\\N',
  };
}

const NOTHING_TO_SAY = {
  ...{ initiatorId: null, initiatorName: null, initiatorAddress: null, targetName: null, targetType: null },
  ...{ correlationId: null, reasonCode: null, message: null },
};

/** Text that COPY would take for something else, were it not packed. */
function bodyOf({ contentHash }: AuditEvent): string {
  return `{"hash":"${contentHash}",\t"ü": "\\N\\."}\n`;
}

function columnsOf(event: AuditEvent): Record<string, unknown> {
  return {
    content_hash: Buffer.from(event.contentHash, 'hex'),
    action: event.action,
    severity: null,
    data_event: false,
    initiator_id: event.initiatorId,
    initiator_name: '',
    initiator_address: 'NULL',
    target_id: null,
    target_name: event.targetName,
    correlation_id: 'a,b',
    reason_code: 201,
    reason_text: null,
    body: null,
  };
}

function aQuarantinedItem(index: number): QuarantinedItem {
  return { index, problem: { code: 'no_action', message: 'none' }, bytes: Buffer.from([0, 255, 34, 92]) };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function rows(sql: string): Promise<Record<string, unknown>[]> {
  return query(owner, sql);
}

async function numberOf(sql: string): Promise<number> {
  const [row] = await rows(sql);
  return Number(Object.values(row ?? {})[0]);
}

const FIND_BODIES = `
select audit_event.action, event_body.service, event_body.content, audit_event.body_offset as "offset",
       audit_event.body_length as "length"
from audit_event
join event_body on event_body.occurred_on = (audit_event.occurred_at at time zone 'UTC')::date
  and event_body.batch_id = audit_event.batch_id and event_body.pack = audit_event.body_pack
  and event_body.account = audit_event.account
`;

const TALLIES = `
select batch.key_name, sum(batch.received) as received, sum(batch.quarantined) as quarantined,
       sum(batch.received - batch.stored - batch.duplicates - batch.quarantined) as odd
from ingest_batch batch
group by batch.key_name
order by batch.key_name
`;

const TIMES_OF_BATCHES = `
select first_occurred_at::text as "first", last_occurred_at::text as "last" from ingest_batch order by id
`;

const DELTAS = `
select delta.bucket::text, delta.action, delta.location, delta.events, delta.first_seen::text, delta.last_seen::text,
       batch.arrived_at >= delta.arrived_bucket
         and batch.arrived_at < delta.arrived_bucket + interval '15 minutes' as arrived_with_batch
from activity_delta delta
cross join ingest_batch batch
order by delta.id
`;
