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
    `update report_document set document = '{}'`,
    `update report_review set note = 'all well'`,
    `delete from report_review`,
    `insert into report_review (run_id, note, reviewed_by, recorded_by, reviewed_at) values (gen_random_uuid(), 'x', 'x', 'x', '2000-01-01')`,
    `update report_file_chunk set content = ''`,
    `update attestation set reason = 'another'`,
    `update attestation set action = 'kms.secrets.read'`,
    `update attestation set valid_from = null`,
    `update attestation set valid_until = now() + interval '1 year'`,
    `update attestation set attested_by = 'somebody else'`,
    `update attestation set recorded_by = 'somebody else'`,
    `update attestation set attested_at = now()`,
    `insert into attestation (action, reason, valid_until, attested_by, recorded_by, attested_at)
     values ('kms.secrets.read', 'r', '2099-01-01Z', 'a', 'b', '2020-01-01Z')`,
    `delete from attestation`,
    `truncate attestation`,
    `update saved_view set owner = 'somebody else'`,
    `update saved_view set created_at = now()`,
    `truncate saved_view`,
    `update delivery_target set kind = 'webhook'`,
    `update delivery_target set created_by = 'somebody else'`,
    `update delivery_target set created_at = now()`,
    `delete from delivery_target`,
    `truncate delivery_target`,
    `create table mine (id integer)`,
    `select ensure_event_partition(now())`,
    `create role mine`,
    `alter table audit_event disable trigger all`,
  ])('may not: %s', async (statement) => {
    await expect(query(reporter, statement)).rejects.toMatchObject({ code: '42501' });
  });
});
