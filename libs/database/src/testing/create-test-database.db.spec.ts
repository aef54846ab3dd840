import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDataSource } from '../create-data-source.js';
import { query } from '../query.js';
import { createTestDatabase, type TestDatabase } from './create-test-database.js';

describe('createTestDatabase', () => {
  let one: TestDatabase;
  let other: TestDatabase;

  beforeAll(async () => {
    [one, other] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  });

  afterAll(async () => {
    await Promise.all([one.drop(), other.drop()]);
  });

  it('gives a migrated database that no other test sees', async () => {
    await on(one.ownerUrl, 'create table mine (id int)');
    expect(await on(one.ownerUrl, TABLES)).toContainEqual({ name: 'mine' });
    const tables = await on(other.ownerUrl, TABLES);
    expect(tables).not.toContainEqual({ name: 'mine' });
    expect(tables).toContainEqual({ name: 'audit_event' });
  });

  it('lets each app role log in with its own rights', async () => {
    expect(await on(one.collectorUrl, 'select current_user as name')).toEqual([{ name: 'trailkeeper_collector' }]);
    expect(await on(one.reporterUrl, 'select current_user as name')).toEqual([{ name: 'trailkeeper_reporter' }]);
    await expect(on(one.collectorUrl, 'drop table audit_event')).rejects.toThrow('must be owner');
  });

  it('removes the database, whoever is still connected', async () => {
    const shortLived = await createTestDatabase();
    const dataSource = await createDataSource({ url: shortLived.ownerUrl, applicationName: 'test' }).initialize();
    await query(dataSource, 'select 1');
    await shortLived.drop();
    await expect(on(shortLived.ownerUrl, 'select 1')).rejects.toThrow('does not exist');
    await dataSource.destroy();
  });

  it('makes twenty at once from one template', async () => {
    const databases = await Promise.all(Array.from({ length: 20 }, () => createTestDatabase()));
    const urls = databases.map((database) => database.ownerUrl);
    expect(new Set(urls).size).toBe(20);
    await Promise.all(databases.map((database) => database.drop()));
  });
});

async function on(url: string, sql: string): Promise<{ name: string }[]> {
  const dataSource = await createDataSource({ url, applicationName: 'test', poolSize: 1 }).initialize();
  try {
    return await query(dataSource, sql);
  } finally {
    await dataSource.destroy();
  }
}

const TABLES = `
select tablename as "name" from pg_tables where schemaname = 'public' order by tablename
`;
