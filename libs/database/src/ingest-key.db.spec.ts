import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { execute, openDataSource, query, withTransaction } from './index.js';
import { createTestDatabase } from './testing/index.js';

const hashOf = (secret: string) => createHash('sha256').update(secret).digest();
const SECRET = hashOf('the secret');

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let owner: DataSource;
let collector: DataSource;
let reporter: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  owner = await openDataSource({ url: database.ownerUrl, applicationName: 'spec', poolSize: 2 });
  collector = await openDataSource({ url: database.collectorUrl, applicationName: 'spec', poolSize: 8 });
  reporter = await openDataSource({ url: database.reporterUrl, applicationName: 'spec', poolSize: 2 });
});
afterAll(async () => {
  await Promise.all([owner?.destroy(), collector?.destroy(), reporter?.destroy()]);
  await database?.drop();
});
beforeEach(async () => {
  await owner.query('truncate ingest_key');
  await execute(reporter, INSERT_KEY, [SECRET]);
});

const use = (hash: Buffer) => query(collector, 'select * from use_ingest_key($1)', [hash]);
const change = (assignments: string) => execute(owner, `update ingest_key set ${assignments}`);
const lastUse = async () =>
  (
    await query<{ at: Date | null; version: string }>(
      owner,
      'select last_used_at as at, xmin as version from ingest_key',
    )
  )[0];

describe('use_ingest_key', () => {
  it('gives the key of a secret, and nothing of any other', async () => {
    const limits = { services: ['kms'], locations: null, accounts: ['67db3d7f', 'unknown'] };
    expect(await use(SECRET)).toEqual([{ id: expect.stringMatching(/^[0-9a-f-]{36}$/), name: 'shipper', ...limits }]);
    expect(await use(hashOf('another secret'))).toEqual([]);
    expect(await query(collector, 'select * from use_ingest_key(null)')).toEqual([]);
  });

  it.each([
    ['revoked', `revoked_at = now(), revoked_by = 'x', revocation_reason = 'x'`],
    ['expired', `expires_at = now()`],
  ])('gives no key that is %s, and notes no use of it', async (_, assignments) => {
    await change(assignments);
    expect(await use(SECRET)).toEqual([]);
    expect((await lastUse())?.at).toBeNull();
  });

  it('gives a key up to its end', async () => {
    await change(`expires_at = now() + interval '1 hour'`);
    expect(await use(SECRET)).toHaveLength(1);
  });

  it('notes the use at most once a minute, also of many at once', async () => {
    await Promise.all(Array.from({ length: 40 }, () => use(SECRET)));
    const first = await lastUse();
    expect(Date.now() - Number(first?.at)).toBeLessThan(30_000);
    await use(SECRET);
    expect(await lastUse()).toEqual(first);

    await change(`last_used_at = now() - interval '61 seconds'`);
    const before = await lastUse();
    await Promise.all(Array.from({ length: 40 }, () => use(SECRET)));
    expect(Number((await lastUse())?.at)).toBeGreaterThan(Number(before?.at));
  });

  it('does not wait for who holds the row, such as a revocation that is not committed yet', async () => {
    await withTransaction(owner, 'READ COMMITTED', async (runner) => {
      await runner.query(`update ingest_key set revoked_at = now(), revoked_by = 'x', revocation_reason = 'x'`);
      expect(await use(SECRET)).toHaveLength(1);
    });
    expect(await use(SECRET)).toEqual([]);
  });
});

describe('a name of a key', () => {
  it('is never used twice, not even after the key was revoked', async () => {
    await change(`revoked_at = now(), revoked_by = 'x', revocation_reason = 'x'`);
    await expect(execute(reporter, INSERT_KEY, [hashOf('another')])).rejects.toMatchObject({ code: '23505' });
  });

  it.each(['', 'INGEST_KEY'])('is not "%s"', async (name) => {
    await expect(change(`name = '${name}'`)).rejects.toMatchObject({ code: '23514' });
  });
});

describe('the rights on keys', () => {
  const REVOCATION = `revoked_at = now(), revoked_by = 'x', revocation_reason = 'x'`;

  it.each([
    ...['select id from ingest_key', 'select count(*) from ingest_key', 'select secret_hash from ingest_key'],
    ...['insert into ingest_key default values', 'delete from ingest_key', 'truncate ingest_key'],
    ...['update ingest_key set last_used_at = now()', `update ingest_key set ${REVOCATION}`],
    ...['select id from ingest_key for update', 'drop function use_ingest_key'],
  ])('of the collector do not reach to: %s', async (statement) => {
    await expect(query(collector, statement)).rejects.toMatchObject({ code: '42501' });
  });

  it.each([
    ...['select secret_hash from ingest_key', 'select * from ingest_key', `select use_ingest_key('x')`],
    ...['delete from ingest_key', 'truncate ingest_key', 'drop table ingest_key'],
    ...['id = gen_random_uuid()', `name = 'x'`, `secret_hash = ''`, `hint = 'x'`, 'services = null'].map(updating),
    ...['locations = null', 'accounts = null', 'created_at = now()', `created_by = 'x'`].map(updating),
    ...['expires_at = null', 'last_used_at = null'].map(updating),
    `insert into ingest_key (name, secret_hash, hint, created_by, created_at) values ('x', '', 'x', 'x', now())`,
    `insert into ingest_key (name, secret_hash, hint, created_by, last_used_at) values ('x', '', 'x', 'x', now())`,
  ])('of the reporter do not reach to: %s', async (statement) => {
    await expect(query(reporter, statement)).rejects.toMatchObject({ code: '42501' });
  });

  it('of the reporter reach to reading all but the hash, and to revoking', async () => {
    expect(await query(reporter, `select ${READABLE} from ingest_key`)).toHaveLength(1);
    expect(await execute(reporter, `update ingest_key set ${REVOCATION}`)).toBe(1);
    expect(await use(SECRET)).toEqual([]);
  });

  it('of everybody else do not reach to using a key', async () => {
    const [row] = await query<{ may: boolean }>(owner, MAY_ANYBODY);
    expect(row?.may).toBe(false);
  });
});

function updating(assignment: string): string {
  return `update ingest_key set ${assignment}`;
}

const READABLE = `
id, name, hint, services, locations, accounts, created_at, created_by, expires_at,
revoked_at, revoked_by, revocation_reason, last_used_at
`;

const INSERT_KEY = `
insert into ingest_key (name, secret_hash, hint, services, accounts, created_by)
values ('shipper', $1, 'cret', '{kms}', '{67db3d7f,unknown}', 'administrator')
`;

const MAY_ANYBODY = `
select has_function_privilege('public', 'use_ingest_key(bytea)', 'execute') as "may"
`;
