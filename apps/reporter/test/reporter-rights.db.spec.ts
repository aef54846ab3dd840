import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execute, openDataSource, query } from '@trailkeeper/database';
import { type TestDatabase, createTestDatabase } from '@trailkeeper/database/testing';
import type { DataSource } from 'typeorm';
import { aDefinition } from './a-definition.js';
import { anEvent, insertEvents } from './sent-event.js';
import { insertSchedule, insertSlot, insertTarget } from './sent-slot.js';

let database: TestDatabase;
let owner: DataSource;
let reporter: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  owner = await openDataSource({ url: database.ownerUrl, applicationName: 'test', poolSize: 1 });
  await insertEvents(owner, [anEvent()]);
  reporter = await openDataSource({ url: database.reporterUrl, applicationName: 'test', poolSize: 1 });
});
afterAll(async () => {
  await owner?.destroy();
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
    `update signing_key set public_key = sha256('another')`,
    `update signing_key set sealed_private_key = ''`,
    `update signing_key set created_by = 'somebody else'`,
    `delete from signing_key`,
    `update schedule set created_by = 'somebody else'`,
    `delete from schedule`,
    `update schedule_slot set due_at = now()`,
    `update schedule_slot set definition = '{}'`,
    `update schedule_slot set period_to = now()`,
    `update schedule_slot set starts_at = now()`,
    `update schedule_slot set asked_by = null`,
    `update schedule_slot set restates = null`,
    `delete from schedule_slot`,
    `update slot_report set run_id = gen_random_uuid()`,
    `delete from slot_report`,
    `update export_bundle set manifest = '{}'`,
    `update export_bundle set sha256 = repeat('0', 64)`,
    `update export_bundle set is_empty = true`,
    `update export_bundle set changes = '{}'`,
    `delete from export_bundle`,
    `update export_bundle_chunk set content = ''`,
    `truncate export_bundle_chunk`,
    `update slot_delivery set target_id = gen_random_uuid()`,
    `update slot_delivery set content = 'notice'`,
    `delete from slot_delivery`,
    `update delivery_receipt set began_at = now()`,
    `update delivery_receipt set attempt = 2`,
    `delete from delivery_receipt`,
    ...['signing_key', 'schedule', 'schedule_slot', 'export_bundle', 'slot_delivery', 'delivery_receipt'].map(
      (table) => `truncate ${table} cascade`,
    ),
    `drop trigger delivery_receipt_ended on delivery_receipt`,
    `alter table signing_key disable trigger all`,
    `create table mine (id integer)`,
    `select ensure_event_partition(now())`,
    `create role mine`,
    `alter table audit_event disable trigger all`,
  ])('may not: %s', async (statement) => {
    await expect(query(reporter, statement)).rejects.toMatchObject({ code: '42501' });
  });

  it('ends a receipt once', async () => {
    const [targetId, scheduleId] = [
      await insertTarget(owner, 'folder', {}),
      await insertSchedule(owner, aDefinition()),
    ];
    const slotId = await insertSlot(owner, scheduleId, { dueAt: '2026-01-01T06:00:00Z' });
    const [{ id } = { id: '' }] = await query<{ id: string }>(reporter, INSERT_DELIVERY, [slotId, targetId]);
    await query(reporter, 'insert into delivery_receipt (delivery_id, attempt, began_at) values ($1, 1, now())', [id]);
    await execute(reporter, END_RECEIPT, [id, 'failed']);
    for (const outcome of ['delivered', 'failed']) {
      await expect(execute(reporter, END_RECEIPT, [id, outcome])).rejects.toMatchObject({ code: '42501' });
    }
    await expect(
      execute(reporter, 'update delivery_receipt set ended_at = null, outcome = null'),
    ).rejects.toMatchObject({
      code: '42501',
    });
  });

  it('retires a signing key for good', async () => {
    await execute(reporter, INSERT_KEY);
    await execute(reporter, `update signing_key set retired_at = now(), retired_by = 'ann'`);
    for (const change of ['retired_at = null, retired_by = null', `retired_by = 'bob'`]) {
      await expect(execute(reporter, `update signing_key set ${change}`)).rejects.toMatchObject({ code: '42501' });
    }
  });
});

const INSERT_DELIVERY = `
insert into slot_delivery (slot_id, target_id, content) values ($1, $2, 'bundle') returning slot_delivery.id
`;

const END_RECEIPT = `
update delivery_receipt set ended_at = now(), outcome = $2 where delivery_receipt.delivery_id = $1
`;

const INSERT_KEY = `
insert into signing_key (id, public_key, sealed_private_key, created_by)
values ('0123456789abcdef', sha256('a key'), 'sealed', 'ann')
`;
