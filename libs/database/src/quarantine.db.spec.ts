import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import type { DataSource, QueryRunner } from 'typeorm';
import { execute, migrate, MIGRATIONS, openDataSource, query, withTransaction } from './index.js';
import { createEmptyDatabase, createTestDatabase } from './testing/index.js';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let owner: DataSource;
let collector: DataSource;
let reporter: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  owner = await openDataSource({ url: database.ownerUrl, applicationName: 'spec', poolSize: 2 });
  collector = await openDataSource({ url: database.collectorUrl, applicationName: 'spec', poolSize: 4 });
  reporter = await openDataSource({ url: database.reporterUrl, applicationName: 'spec', poolSize: 2 });
  await owner.query(`select ensure_event_partition('2026-09-15Z')`);
});
afterAll(async () => {
  await Promise.all([owner?.destroy(), collector?.destroy(), reporter?.destroy()]);
  await database?.drop();
});
beforeEach(() => owner.query('truncate quarantine, ingest_batch, ingest_key, audit_event restart identity'));

/** Puts items of these texts and codes aside as the collector does, in one batch; answers their ids. */
async function putAside(texts: string[], { code = 'no_action', key = 'INGEST_KEY' } = {}): Promise<string[]> {
  const [batch] = await query<{ id: string }>(owner, INSERT_BATCH, [key, texts.length]);
  const raws = texts.map((text) => Buffer.from(text));
  await execute(collector, INSERT_ITEMS, [batch?.id, code, raws]);
  const items = await query<{ id: string }>(owner, 'select id from quarantine where batch_id = $1 order by id', [
    batch?.id,
  ]);
  return items.map(({ id }) => id);
}

const request = async (ids: string[], admits = false, reason = 'fixed') =>
  (await query<{ n: number }>(reporter, 'select request_replay($1, $2, $3, $4) as n', [ids, 'ann', reason, admits]))[0]
    ?.n;
const discard = async (ids: string[], reason = 'noise') =>
  (await query<{ n: number }>(reporter, 'select discard_quarantined($1, $2, $3) as n', [ids, 'ann', reason]))[0]?.n;
const claim = (db: DataSource | QueryRunner, maxItems = 100, maxBytes = 1_000_000) =>
  query<Record<string, unknown>>(db, 'select * from claim_replays($1, $2)', [maxItems, maxBytes]);
const settle = (id: string | undefined, hash: string, result = 'stored') =>
  query(collector, 'select settle_replayed($1, $2, $3, $4)', [[id], [result], ['2026-09-15T10:00:00Z'], [hash]]);
const refuse = (id: string | undefined, code: string) =>
  query(collector, 'select settle_refused($1, $2, $3)', [[id], [code], ['still not']]);
const itemOf = async (id: string | undefined) =>
  (await query<Record<string, unknown>>(owner, 'select * from quarantine where id = $1', [id]))[0];
const held = async () => (await query(collector, 'select items::int, bytes::int from quarantine_held()'))[0];
const storeEvent = (hash: string) => execute(owner, INSERT_EVENT, [hash]);

const HASH = 'ab'.repeat(32);

describe('an item that is put aside', () => {
  it('is open, and measured by the database', async () => {
    const [id] = await putAside(['ünder way']);
    const sha256 = createHash('sha256').update('ünder way').digest();
    expect(await itemOf(id)).toMatchObject({ state: 'open', bytes: 10, sha256, tries: 0 });
    expect(await held()).toEqual({ items: 1, bytes: 10 });
  });

  it('cannot come without its bytes', async () => {
    await expect(
      execute(collector, `insert into quarantine (batch_id, item_index, code, message) values (1, 0, 'x', 'x')`),
    ).rejects.toMatchObject({ code: '23502' });
  });
});

describe('the migration that lets items be settled', () => {
  let old: Awaited<ReturnType<typeof createEmptyDatabase>>;
  let db: DataSource;

  /** As of the release before. */
  beforeEach(async () => {
    old = await createEmptyDatabase();
    await migrate(old.ownerUrl);
    db = await openDataSource({ url: old.ownerUrl, applicationName: 'spec', poolSize: 1 });
    for (let later = MIGRATIONS.length; later > AT; later -= 1) await db.undoLastMigration();
  });
  afterEach(async () => {
    await db.destroy();
    await old.drop();
  });
  const AT = MIGRATIONS.findIndex(({ name }) => name.startsWith('GiveQuarantinedItemsAState'));

  it('measures the items that are there, and leaves them open', async () => {
    await db.query(`insert into quarantine (batch_id, item_index, code, message, raw) values (1, 0, 'c', 'm', 'abc')`);
    await migrate(old.ownerUrl);
    const sha256 = createHash('sha256').update('abc').digest();
    expect(await db.query('select state, bytes, sha256, tries from quarantine')).toEqual([
      { state: 'open', bytes: 3, sha256, tries: 0 },
    ]);
  });

  it('does not read all batches while nobody may write them', async () => {
    await withTransaction(db, 'READ COMMITTED', (runner) => new MIGRATIONS[AT]!().up(runner));
    const found = await db.query(`select convalidated from pg_constraint where conname = 'ingest_batch_check1'`);
    expect(found).toEqual([{ convalidated: false }]);
  });
});

describe('request_replay', () => {
  it('notes who asks and why, once, and passes over what is not open', async () => {
    const ids = await putAside(['a', 'b']);
    await discard([ids[1] as string]);
    expect(await request([...ids, '999'])).toBe(1);
    expect(await request(ids)).toBe(0);
    const noted = { state: 'replay-requested', requested_by: 'ann', request_reason: 'fixed', request_admits: false };
    expect(await itemOf(ids[0])).toMatchObject(noted);
    expect(await held()).toEqual({ items: 1, bytes: 1 });
  });

  it('asks for what is out of its key’s scope only when that is meant', async () => {
    const ids = await putAside(['a'], { code: 'out_of_scope' });
    expect(await request(ids)).toBe(0);
    expect(await request(ids, true)).toBe(1);
  });

  it.each(['', null])('takes no request without a reason: %p', async (reason) => {
    const ids = await putAside(['a']);
    await expect(request(ids, false, reason as string)).rejects.toMatchObject({ code: '23514' });
    await expect(discard(ids, reason as string)).rejects.toMatchObject({ code: '23514' });
  });
});

describe('discard_quarantined', () => {
  it('gives the bytes back and keeps the record, also of what a replay was requested of', async () => {
    const ids = await putAside(['first', 'second']);
    await request([ids[0] as string]);
    expect(await discard(ids)).toBe(2);
    expect(await discard(ids)).toBe(0);
    expect(await held()).toEqual({ items: 0, bytes: 0 });
    expect(await itemOf(ids[0])).toMatchObject({ state: 'discarded', raw: null, bytes: 5, discard_reason: 'noise' });
    expect(await claim(collector)).toEqual([]);
  });
});

describe('claim_replays', () => {
  it('gives what was asked for first, with the limits of the key it came with', async () => {
    await execute(owner, INSERT_KEY);
    const [first] = await putAside(['a'], { key: 'shipper' });
    const [second] = await putAside(['b']);
    await request([first as string], false);
    await request([second as string], true);
    const common = { code: 'no_action', message: 'none', key_name: 'shipper', admits: false };
    const none = { services: null, locations: null, accounts: null };
    expect(await claim(collector)).toEqual([
      { ...common, ...none, id: first, raw: Buffer.from('a'), services: ['kms'], accounts: ['a1'] },
      { ...common, ...none, id: second, raw: Buffer.from('b'), key_name: 'INGEST_KEY', admits: true },
    ]);
  });

  it('gives no more than asked for, but always one', async () => {
    const ids = await putAside(['aaaa', 'bbbb', 'cccc']);
    await request(ids);
    expect(await claim(collector, 2)).toHaveLength(2);
    expect(await claim(collector, 9, 5)).toHaveLength(2);
    expect(await claim(collector, 9, 1)).toHaveLength(1);
  });

  it('gives no item to two at once, and gives it again when nothing came of the first', async () => {
    const ids = await putAside(['a', 'b', 'c']);
    await request(ids);
    await withTransaction(collector, 'READ COMMITTED', async (runner) => {
      expect(await claim(runner, 2)).toHaveLength(2);
      expect((await claim(collector)).map((item) => item['id'])).toEqual([ids[2]]);
    });
    expect(await claim(collector)).toHaveLength(3);
  });
});

describe('settle_replayed', () => {
  it('ties the item to its event, which is there, and gives the bytes back', async () => {
    const [id] = await putAside(['a']);
    await request([id as string]);
    await expect(settle(id, HASH)).rejects.toThrow('0 of 1 items have an event');
    await storeEvent(HASH);
    await settle(id, HASH);
    const event = { event_content_hash: Buffer.from(HASH, 'hex'), event_batch_id: '77' };
    expect(await itemOf(id)).toMatchObject({ state: 'replayed', result: 'stored', tries: 1, raw: null, ...event });
  });

  it('settles nothing that nobody asked to replay, nothing twice, and only as stored or duplicate', async () => {
    const [id] = await putAside(['a']);
    await storeEvent(HASH);
    await expect(settle(id, HASH)).rejects.toThrow('0 of 1 items');
    await request([id as string]);
    await expect(settle(id, HASH, 'refused')).rejects.toMatchObject({ code: '23514' });
    await settle(id, HASH, 'duplicate');
    await expect(settle(id, HASH)).rejects.toThrow('0 of 1 items');
    expect(await discard([id as string])).toBe(0);
  });
});

describe('settle_refused', () => {
  it('opens the item again with the new reason, keeping who asked', async () => {
    const [id] = await putAside(['a']);
    await expect(refuse(id, 'no_event_time')).rejects.toThrow('0 of 1 items');
    await request([id as string]);
    await refuse(id, 'no_event_time');
    const noted = { code: 'no_event_time', message: 'still not', result: 'refused', tries: 1, requested_by: 'ann' };
    expect(await itemOf(id)).toMatchObject({ state: 'open', ...noted, raw: Buffer.from('a') });
    expect(await request([id as string])).toBe(1);
  });
});

describe('a batch', () => {
  const batch = (...numbers: number[]) =>
    execute(
      collector,
      `insert into ingest_batch (key_name, received, stored, duplicates, quarantined) values ('k', ${numbers.join()})`,
    );

  it('takes quarantined items back only if it received nothing, and always adds up', async () => {
    await batch(0, 2, 1, -3);
    for (const numbers of [
      [1, 3, 0, -2],
      [0, -1, 0, 1],
      [0, 1, -1, 0],
      [0, 2, 0, -1],
    ]) {
      await expect(batch(...numbers)).rejects.toMatchObject({ code: '23514' });
    }
  });
});

describe('the rights on the quarantine', () => {
  it.each([
    ...[
      'select id from quarantine',
      'select count(*) from quarantine',
      'delete from quarantine',
      'truncate quarantine',
    ],
    ...[`update quarantine set state = 'open'`, `update quarantine set raw = null`],
    `insert into quarantine (batch_id, item_index, code, message, raw, state) values (1, 0, 'x', 'x', '', 'open')`,
    `insert into quarantine (batch_id, item_index, code, message, raw, bytes) values (1, 0, 'x', 'x', '', 0)`,
    ...[`select request_replay('{1}', 'x', 'x', true)`, `select discard_quarantined('{1}', 'x', 'x')`],
    ...['alter table quarantine disable trigger all', 'drop function quarantine_held'],
  ])('of the collector do not reach to: %s', async (statement) => {
    await expect(query(collector, statement)).rejects.toMatchObject({ code: '42501' });
  });

  it.each([
    ...[`update quarantine set state = 'open'`, 'update quarantine set requested_at = now()'],
    ...[`update quarantine set raw = ''`, `update quarantine set code = 'x'`, 'delete from quarantine'],
    `insert into quarantine (batch_id, item_index, code, message, raw) values (1, 0, 'x', 'x', '')`,
    ...['select claim_replays(1, 1)', `select settle_replayed('{}', '{}', '{}', '{}')`],
    ...[`select settle_refused('{}', '{}', '{}')`, 'select quarantine_held()'],
    ...['select id from quarantine for update', 'drop trigger quarantine_measured on quarantine'],
  ])('of the reporter do not reach to: %s', async (statement) => {
    await expect(query(reporter, statement)).rejects.toMatchObject({ code: '42501' });
  });
});

const INSERT_BATCH = `
insert into ingest_batch (key_name, received, stored, duplicates, quarantined)
values ($1, $2, 0, 0, $2)
returning ingest_batch.id
`;

const INSERT_ITEMS = `
insert into quarantine (batch_id, item_index, code, message, raw)
select $1, given.at - 1, $2, 'none', given.raw
from unnest($3::bytea[]) with ordinality as given (raw, at)
`;

const INSERT_KEY = `
insert into ingest_key (name, secret_hash, hint, services, accounts, created_by)
values ('shipper', sha256('x'), 'hint', '{kms}', '{a1}', 'test')
`;

const INSERT_EVENT = `
insert into audit_event (occurred_at, content_hash, batch_id, action, emitter, outcome, location, account, body)
values ('2026-09-15T10:00:00Z', decode($1, 'hex'), 77, 'kms.secrets.create', '', 'success', 'us-south', 'a1', '{}')
`;
