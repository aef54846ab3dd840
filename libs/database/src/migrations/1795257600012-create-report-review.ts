import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How a report lives on after it is made: reviews are added and never changed; its files and document can be deleted,
 * with a reason, and then the run keeps saying what there was (names, sizes, hashes), who deleted it and why.
 */
export class CreateReportReview1795257600012 implements MigrationInterface {
  name = 'CreateReportReview1795257600012';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CREATE_REPORT_REVIEW);
    await runner.query(INDEX_REVIEWS);
    await runner.query(ADD_DELETION);
    await runner.query(INDEX_KEPT);
    await runner.query(GRANT_RIGHTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DROP_DELETION);
    await runner.query(DROP_REPORT_REVIEW);
  }
}

const CREATE_REPORT_REVIEW = `
create table report_review (
  id uuid primary key default gen_random_uuid(),
  run_id uuid not null references report_run (id),
  note text not null check (note <> ''),
  reviewed_by text not null, -- the person, as they sign
  recorded_by text not null, -- who called the API
  reviewed_at timestamptz not null default now()
)
`;

const INDEX_REVIEWS = `
create index report_review_run_id_idx on report_review (run_id, reviewed_at)
`;

const ADD_DELETION = `
alter table report_run
  add column deleted_at timestamptz,
  add column deleted_by text,
  add column deletion_reason text check (deletion_reason <> ''),
  add constraint report_run_deletion_check check (
    num_nulls(deleted_at, deleted_by, deletion_reason) in (0, 3) and (deleted_at is null or status = 'done')
  )
`;

// what a retention of reports looks through
const INDEX_KEPT = `
create index report_run_kept_idx on report_run (finished_at) where status = 'done' and deleted_at is null
`;

const GRANT_RIGHTS = `
grant select on report_review to trailkeeper_reporter;
grant insert (run_id, note, reviewed_by, recorded_by) on report_review to trailkeeper_reporter;
grant update (deleted_at, deleted_by, deletion_reason) on report_run to trailkeeper_reporter;
grant delete on report_document to trailkeeper_reporter
`;

const DROP_DELETION = `
revoke delete on report_document from trailkeeper_reporter;
drop index report_run_kept_idx;
alter table report_run
  drop constraint report_run_deletion_check, drop column deletion_reason, drop column deleted_by, drop column deleted_at
`;

const DROP_REPORT_REVIEW = `
drop table report_review
`;
