import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openDataSource, query } from '@trailkeeper/database';
import { type TestDatabase, createTestDatabase } from '@trailkeeper/database/testing';
import type { DataSource } from 'typeorm';
import { anEvent, insertEvents } from './sent-event.js';

let database: TestDatabase;
let reporter: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  const owner = await openDataSource({ url: database.ownerUrl, applicationName: 'test', poolSize: 1 });
  await insertEvents(owner, [anEvent()]);
  await owner.destroy();
  reporter = await openDataSource({ url: database.reporterUrl, applicationName: 'test', poolSize: 1 });
});
afterAll(async () => {
  await reporter?.destroy();
  await database?.drop();
});

describe('the role of the reporter', () => {
  it.each(['audit_event', 'audit_event_2026_09', 'ingest_batch', 'activity_count', 'activity_delta', 'quarantine'])(
    'may not change a row of %s',
    async (table) => {
      for (const statement of [
        `delete from ${table}`,
        `truncate ${table}`,
        `insert into ${table} default values`,
        `drop table ${table}`,
      ]) {
        await expect(query(reporter, statement)).rejects.toMatchObject({ code: '42501' });
      }
    },
  );

  it.each([
    `update audit_event set outcome = 'success'`,
    `update activity_count set events = 1`,
    `update activity_delta set events = 1`,
    `update ingest_batch set stored = 0`,
    `update quarantine set raw = ''`,
    `update catalog_version set meaning = ''`,
    `delete from catalog_version`,
    `delete from report_run`,
    `update report_run set requested_by = 'somebody else'`,
    `update report_run set parameters = '{}'`,
    `update report_file set name = 'other.pdf'`,
    `delete from report_document`,
    `update report_document set document = '{}'`,
    `update report_file_chunk set content = ''`,
    `create table mine (id integer)`,
    `select ensure_event_partition(now())`,
    `create role mine`,
    `alter table audit_event disable trigger all`,
  ])('may not: %s', async (statement) => {
    await expect(query(reporter, statement)).rejects.toMatchObject({ code: '42501' });
  });
});
