import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { openDataSource } from './create-data-source.js';
import { migrate } from './migrate.js';
import { MIGRATIONS } from './migrations/index.js';
import { query } from './query.js';
import { createEmptyDatabase, type EmptyDatabase } from './testing/create-empty-database.js';

describe('migrate, while the trail is in use', () => {
  let database: EmptyDatabase;
  let owner: DataSource;
  let other: pg.Client;

  beforeEach(async () => {
    database = await createEmptyDatabase();
    await migrate(database.ownerUrl);
    // A statement that is held up fails.
    owner = await openDataSource({ url: database.ownerUrl, applicationName: 'test', statementTimeoutMs: 1_800 });
    other = new pg.Client({ connectionString: database.ownerUrl });
    other.on('error', () => undefined);
    await other.connect();
  });

  afterEach(async () => {
    await Promise.all([owner.destroy(), other.end()]);
    await database.drop();
  });

  /** As it was before the migration of this name, with events of two months. */
  async function goBackBefore(name: string): Promise<void> {
    const later = countFrom(name);
    for (let i = 0; i < later; i += 1) await owner.undoLastMigration();
    await query(owner, MAKE_MONTHS);
    await query(owner, INSERT_BATCH);
    for (const at of ['2026-08-15', '2026-09-15']) await query(owner, INSERT_EVENT, [at]);
  }

  async function expectToBeUsable(): Promise<void> {
    await query(owner, INSERT_BATCH);
    await query(owner, INSERT_EVENT, ['2026-09-16']);
    await query(owner, 'select from audit_event join ingest_batch on ingest_batch.id = audit_event.batch_id');
  }

  async function untilBuilding(): Promise<void> {
    while ((await query(owner, FIND_WAITING_BUILD)).length === 0) await sleep(20);
  }

  it('lets others read and write while it waits for a long report, and rewrites no table', async () => {
    await goBackBefore('MakeEventsSearchable');
    const files = await query(owner, FIND_FILES);
    await other.query('begin isolation level repeatable read');
    await other.query('select from audit_event join ingest_batch on ingest_batch.id = audit_event.batch_id');
    const migrating = migrate(database.ownerUrl);
    for (let i = 0; i < 20; i += 1) {
      await expectToBeUsable();
      await sleep(100);
    }
    await other.query('commit');
    expect((await migrating).ran[0]).toContain('MakeEventsSearchable');

    expect(await query(owner, FIND_FILES)).toEqual(files);
  });

  it('lets others read, write and begin a month while it indexes, and goes on when it was cut off', async () => {
    await goBackBefore('FindEventsWithoutTerms');
    await other.query('begin');
    await other.query(`update audit_event_2026_09 set severity = 'normal'`);
    const cutOff = migrate(database.ownerUrl);
    await untilBuilding();
    await expectToBeUsable();
    await query(owner, `select ensure_event_partition('2026-07-01Z')`);
    await query(owner, END_BUILD);
    await expect(cutOff).rejects.toThrow();
    expect(await query(owner, FIND_INVALID)).toEqual([
      { name: 'audit_event_2026_09_without_terms_idx' },
      { name: 'audit_event_without_terms_idx' },
    ]);

    const migrating = [migrate(database.ownerUrl), migrate(database.ownerUrl)];
    await untilBuilding();
    await other.query('commit');
    const ran = (await Promise.all(migrating)).map((result) => result.ran.length);
    expect(ran.sort((one, other) => one - other)).toEqual([0, countFrom('FindEventsWithoutTerms')]);
    await expectSameAsFromNothing();
  });

  it('waits for what the server still builds for a launcher that was killed', async () => {
    await goBackBefore('FindEventsWithoutTerms');
    await query(
      owner,
      'create index audit_event_without_terms_idx on only audit_event (occurred_at) where search_terms is null',
    );
    await other.query('begin');
    await other.query(`update audit_event_2026_09 set severity = 'normal'`);
    const orphan = new pg.Client({ connectionString: database.ownerUrl });
    await orphan.connect();
    const building = orphan.query(BUILD);
    await untilBuilding();
    const migrating = migrate(database.ownerUrl);
    await sleep(1_500);
    await other.query('commit');
    await building;
    const [built] = await query<{ id: string }>(owner, FIND_BUILT);
    expect((await migrating).ran).toHaveLength(countFrom('FindEventsWithoutTerms'));
    expect(await query(owner, FIND_BUILT)).toEqual([built]);
    await orphan.end();
    await expectSameAsFromNothing();
  });

  async function expectSameAsFromNothing(): Promise<void> {
    const fresh = await createEmptyDatabase();
    await migrate(fresh.ownerUrl);
    const dataSource = await openDataSource({ url: fresh.ownerUrl, applicationName: 'test', poolSize: 1 });
    await query(dataSource, MAKE_MONTHS);
    await query(owner, MAKE_MONTHS);
    expect(await query(owner, FIND_INVALID)).toEqual([]);
    expect(await query(owner, DESCRIBE_INDEXES)).toEqual(await query(dataSource, DESCRIBE_INDEXES));
    await dataSource.destroy();
    await fresh.drop();
  }
});

const MAKE_MONTHS = `
select ensure_event_partition(month)
from unnest('{2026-07-01Z,2026-08-01Z,2026-09-01Z}'::timestamptz[]) month
`;

const INSERT_BATCH = `
insert into ingest_batch (key_name, received, stored, duplicates, quarantined) values ('test', 1, 1, 0, 0)
`;

const INSERT_EVENT = `
insert into audit_event (occurred_at, content_hash, batch_id, action, emitter, outcome, location, account, body)
values ($1::date, sha256(gen_random_uuid()::text::bytea), 1, 'kms.secrets.create', '', 'success', 'us-south', 'a1', '{}')
`;

const BUILD = `
create index concurrently audit_event_2026_09_without_terms_idx on audit_event_2026_09 (occurred_at)
where search_terms is null
`;

/** A rewritten table has another file. */
const FIND_FILES = `
select relation.relname::text as "name", relation.relfilenode as "file"
from pg_class relation
where relation.relkind = 'r' and relation.relname ~ '^(audit_event|ingest_batch)'
order by relation.relname
`;

const FIND_WAITING_BUILD = `
select
from pg_stat_activity activity
where activity.datname = current_database() and activity.query ~ '^\\s*(create|drop) index concurrently'
  and activity.wait_event_type = 'Lock'
`;

const END_BUILD = `
select pg_terminate_backend(activity.pid)
from pg_stat_activity activity
where activity.datname = current_database() and activity.query ~ '^\\s*create index concurrently'
`;

const FIND_BUILT = `
select 'audit_event_2026_09_without_terms_idx'::regclass::oid as "id"
`;

const FIND_INVALID = `
select pg_index.indexrelid::regclass::text as "name"
from pg_index
where not pg_index.indisvalid
order by 1
`;

/** By what they are: what PostgreSQL names by itself is not always named as we do. */
const DESCRIBE_INDEXES = `
select pg_index.indrelid::regclass::text as "table",
       regexp_replace(pg_get_indexdef(pg_index.indexrelid), 'INDEX \\S+ ', 'INDEX ') as "definition",
       parent.inhparent::regclass::text as "parent"
from pg_index
join pg_class on pg_class.oid = pg_index.indexrelid
left join pg_inherits parent on parent.inhrelid = pg_index.indexrelid
where pg_class.relnamespace = 'public'::regnamespace
order by 1, 2, 3
`;

/** How many migrations there are from the one of this name on. */
function countFrom(name: string): number {
  return MIGRATIONS.length - MIGRATIONS.findIndex((migration) => migration.name.startsWith(name));
}
