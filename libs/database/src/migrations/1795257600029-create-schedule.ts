import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Schedules and their ledger. Each due time of a schedule is one slot, made once (`schedule_slot_due_key`) with the
 * schedule as it then was; it ends in exactly one way and its row is never deleted. A slot that is worked on belongs to
 * whoever holds its lease; `fence` grows with every claim, and an old one finishes nothing.
 */
export class CreateSchedule1795257600029 implements MigrationInterface {
  name = 'CreateSchedule1795257600029';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CREATE_SCHEDULE);
    await runner.query(CREATE_SCHEDULE_SLOT);
    await runner.query(CREATE_SLOT_REPORT);
    await runner.query(GRANT_RIGHTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DROP_ALL);
  }
}

const CREATE_SCHEDULE = `
create table schedule (
  id uuid primary key default gen_random_uuid(),
  name text not null check (name <> ''),
  definition jsonb not null, -- all of it but the name, resolved: no default is left to a later version
  slots_made_until timestamptz not null, -- each due time up to here, included, has its slot
  created_by text not null,
  created_at timestamptz not null default now(),
  updated_by text not null,
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  deleted_by text,
  constraint schedule_deletion_check check (num_nulls(deleted_at, deleted_by) in (0, 2))
);
create unique index schedule_name_key on schedule (name) where deleted_at is null
`;

const CREATE_SCHEDULE_SLOT = `
create table schedule_slot (
  id uuid primary key default gen_random_uuid(),
  schedule_id uuid not null references schedule (id),
  due_at timestamptz not null,
  name text not null, -- of the schedule, as it then was
  definition jsonb not null, -- likewise
  period_from timestamptz not null,
  period_to timestamptz not null,
  starts_at timestamptz not null, -- when it is due and its period has settled
  asked_by text, -- the person who asked for it; null: it came due, or restates another
  restates uuid references schedule_slot (id),
  restated_by text,
  restate_reason text check (restate_reason <> ''),
  status text not null default 'waiting'
    check (status in ('waiting', 'running', 'notifying', 'delivered', 'delivered-empty', 'failed', 'skipped')),
  step text not null default 'waiting'
    check (step in ('waiting', 'reporting', 'bundling', 'delivering', 'notifying', 'ended')),
  attempts integer not null default 0, -- at the present step
  fence bigint not null default 0,
  leased_until timestamptz,
  try_after timestamptz,
  failure text,
  started_at timestamptz,
  horizon jsonb, -- what was committed when it began: its events; what comes later is late
  finished_at timestamptz,
  skipped_by text,
  skip_reason text check (skip_reason <> ''),
  created_at timestamptz not null default now(),
  constraint schedule_slot_period_check check (period_from < period_to),
  constraint schedule_slot_restated_check check (num_nulls(restates, restated_by, restate_reason) in (0, 3)),
  constraint schedule_slot_ended_check check ((step = 'ended') = (finished_at is not null)
    and (step = 'ended') = (status in ('delivered', 'delivered-empty', 'failed', 'skipped'))),
  constraint schedule_slot_skipped_check check (
    (status = 'skipped') = (skip_reason is not null) and num_nulls(skipped_by, skip_reason) in (0, 2)
  )
);
create unique index schedule_slot_due_key on schedule_slot (schedule_id, due_at) where restates is null;
create index schedule_slot_listing_idx on schedule_slot (schedule_id, due_at desc, id desc);
create index schedule_slot_due_idx on schedule_slot (due_at desc, id desc);
create index schedule_slot_ended_idx on schedule_slot (status) where step = 'ended';
create index schedule_slot_restates_idx on schedule_slot (restates) where restates is not null;
create index schedule_slot_open_idx on schedule_slot (status, step, starts_at) where step <> 'ended';
-- Whoever begins slots or works on them looks every second, also while very many wait.
create index schedule_slot_waiting_idx on schedule_slot (schedule_id, starts_at, id) where step = 'waiting';
create index schedule_slot_working_idx on schedule_slot (step, starts_at, id) where step in ('reporting', 'bundling');
-- What was begun before its time, by a clock that was ahead: none, as a rule.
create index schedule_slot_begun_idx on schedule_slot (starts_at) where step <> 'waiting'
`;

// The reports a slot asked for, by try: after a failed one they are asked for again.
const CREATE_SLOT_REPORT = `
create table slot_report (
  slot_id uuid not null references schedule_slot (id),
  run_id uuid not null references report_run (id),
  fence bigint not null,
  primary key (slot_id, run_id)
)
`;

const GRANT_RIGHTS = `
grant select on schedule, schedule_slot, slot_report to trailkeeper_reporter;
grant insert (name, definition, slots_made_until, created_by, updated_by),
  update (name, definition, slots_made_until, updated_by, updated_at, deleted_at, deleted_by)
  on schedule to trailkeeper_reporter;
grant insert (schedule_id, due_at, name, definition, period_from, period_to, starts_at, asked_by, restates, restated_by, restate_reason),
  update (status, step, attempts, fence, leased_until, try_after, failure, started_at, horizon, finished_at, skipped_by, skip_reason)
  on schedule_slot to trailkeeper_reporter;
grant insert on slot_report to trailkeeper_reporter
`;

const DROP_ALL = `
drop table slot_report;
drop table schedule_slot;
drop table schedule
`;
