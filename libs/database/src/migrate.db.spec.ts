import { afterEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { openDataSource } from './create-data-source.js';
import { migrate } from './migrate.js';
import { MIGRATIONS } from './migrations/index.js';
import { query } from './query.js';
import { createEmptyDatabase, type EmptyDatabase } from './testing/create-empty-database.js';

describe('migrate', () => {
  let database: EmptyDatabase;

  afterEach(() => database.drop());

  it('goes up, all the way down to nothing, and up again to the same schema', async () => {
    database = await createEmptyDatabase();
    const everything = MIGRATIONS.map((migration) => migration.name);
    expect(await migrate(database.ownerUrl)).toEqual({ ran: everything });
    const dataSource = await openDataSource({ url: database.ownerUrl, applicationName: 'test', poolSize: 1 });
    const schema = await describeSchema(dataSource);
    expect(schema.length).toBeGreaterThan(10);

    for (let i = 0; i < everything.length; i += 1) await dataSource.undoLastMigration();
    expect(await describeSchema(dataSource)).toEqual([]);
    expect(await migrate(database.ownerUrl)).toEqual({ ran: everything });
    expect(await describeSchema(dataSource)).toEqual(schema);
    await dataSource.destroy();
  });

  it('keeps the events of a trail from before bodies were packed, and their months take new ones', async () => {
    database = await createEmptyDatabase();
    await migrate(database.ownerUrl);
    const dataSource = await openDataSource({ url: database.ownerUrl, applicationName: 'test', poolSize: 1 });
    const later = MIGRATIONS.length - MIGRATIONS.findIndex(({ name }) => name.startsWith('PackEventBodies'));
    for (let i = 0; i < later; i += 1) await dataSource.undoLastMigration();
    await query(dataSource, `select ensure_event_partition('2026-09-01Z')`);
    await query(dataSource, INSERT_OLD_EVENT);
    expect((await migrate(database.ownerUrl)).ran).toHaveLength(later);

    expect(await query(dataSource, 'select body, body_pack as "pack" from audit_event')).toEqual([
      { body: '{"old":1}', pack: null },
    ]);
    expect(await query(dataSource, INSERT_BODY)).toEqual([{ partition: 'event_body_2026_09' }]);
    await expect(query(dataSource, 'update audit_event set body = null')).rejects.toThrow('audit_event_body_check');
    await dataSource.destroy();
  });

  it('runs each migration once when several start at the same moment', async () => {
    database = await createEmptyDatabase();
    const results = await Promise.all([1, 2, 3, 4].map(() => migrate(database.ownerUrl)));
    const ran = results.map((result) => result.ran.length).sort((a, b) => a - b);
    expect(ran).toEqual([0, 0, 0, MIGRATIONS.length]);
    expect(await migrate(database.ownerUrl)).toEqual({ ran: [] });
  });

  it('migrates two databases of one server at the same moment', async () => {
    database = await createEmptyDatabase();
    const other = await createEmptyDatabase();
    const results = await Promise.all([migrate(database.ownerUrl), migrate(other.ownerUrl)]);
    expect(results[0]).toEqual(results[1]);
    await other.drop();
  });

  it('refuses a database that is not UTF-8 and says how to make one', async () => {
    database = await createEmptyDatabase("encoding 'SQL_ASCII' locale_provider libc locale 'C'");
    await expect(migrate(database.ownerUrl)).rejects.toThrow(/SQL_ASCII.*create database/);
  });

  it('says which server it cannot reach, without the password', async () => {
    database = await createEmptyDatabase();
    const failure = await migrate('postgres://me:secret@127.0.0.1:1/trail').catch((error: Error) => error.message);
    expect(failure).toContain('127.0.0.1:1/trail');
    expect(failure).not.toContain('secret');
  });
});

const INSERT_OLD_EVENT = `
insert into audit_event (occurred_at, content_hash, batch_id, action, emitter, outcome, location, account, body)
values ('2026-09-15T10:00:00Z', sha256('x'), 1, 'kms.secrets.create', '', 'success', 'us-south', 'a1', '{"old":1}')
`;

const INSERT_BODY = `
insert into event_body (occurred_on, batch_id, pack, service, account, content)
values ('2026-09-30', 1, 0, 'kms', 'a1', 'x')
returning event_body.tableoid::regclass::text as "partition"
`;

/** Every table, index, function, constraint and right of the schema, except what TypeORM keeps for itself. */
function describeSchema(dataSource: DataSource): Promise<unknown[]> {
  return query(dataSource, DESCRIBE_SCHEMA);
}

const DESCRIBE_SCHEMA = `
select * from (
  select pg_class.relkind::text as kind, pg_class.relname::text as name, pg_class.relacl::text as detail
  from pg_class
  left join pg_index on pg_index.indexrelid = pg_class.oid
  where pg_class.relnamespace = 'public'::regnamespace and pg_class.relname not like 'schema_migration%'
    and coalesce(pg_index.indrelid::regclass::text, '') <> 'schema_migration'
  union all
  select 'function', pg_proc.oid::regprocedure::text, concat(pg_proc.proacl::text, ' ', md5(pg_proc.prosrc))
  from pg_proc
  where pg_proc.pronamespace = 'public'::regnamespace
  union all
  select 'constraint', concat(pg_constraint.conrelid::regclass, ' ', pg_constraint.conname),
    pg_get_constraintdef(pg_constraint.oid)
  from pg_constraint
  where pg_constraint.connamespace = 'public'::regnamespace
    and pg_constraint.conrelid::regclass::text not like 'schema_migration%'
) as things
order by things.kind, things.name, things.detail
`;
