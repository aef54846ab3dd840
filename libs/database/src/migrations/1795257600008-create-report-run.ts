import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Report runs, from request to files. A running run belongs to whoever holds its lease (`leased_until`, database clock);
 * `fence` grows with every claim, and a worker whose fence is no longer the run's can finish nothing.
 * Files live in the database in chunks, so that several hosts, backups and range requests work. A file row without
 * `bytes` is being written; it is shown once its run is done. Leftovers of a dead attempt are deleted at the next claim.
 */
export class CreateReportRun1795257600008 implements MigrationInterface {
  name = 'CreateReportRun1795257600008';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CREATE_REPORT_RUN);
    await runner.query(INDEX_LISTING);
    await runner.query(INDEX_CLAIM);
    await runner.query(CREATE_REPORT_DOCUMENT);
    await runner.query(CREATE_REPORT_FILE);
    await runner.query(CREATE_REPORT_FILE_CHUNK);
    await runner.query(STORE_UNCOMPRESSED);
    await runner.query(GRANT_RIGHTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DROP_REPORT_RUN);
  }
}

const CREATE_REPORT_RUN = `
create table report_run (
  id uuid primary key default gen_random_uuid(),
  kind text not null,
  parameters jsonb not null,
  requested_by text not null,
  requested_at timestamptz not null default now(),
  status text not null default 'queued' check (status in ('queued', 'running', 'done', 'failed')),
  step text not null default 'waiting',
  progress smallint not null default 0 check (progress >= 0 and progress <= 100),
  attempts smallint not null default 0,
  fence bigint not null default 0,
  leased_until timestamptz,
  started_at timestamptz,
  finished_at timestamptz,
  failure text,
  catalog_version text references catalog_version (version)
)
`;

const INDEX_LISTING = `
create index report_run_requested_at_idx on report_run (requested_at desc, id desc)
`;

const INDEX_CLAIM = `
create index report_run_open_idx on report_run (requested_at) where status in ('queued', 'running')
`;

const CREATE_REPORT_DOCUMENT = `
create table report_document (
  run_id uuid primary key references report_run (id),
  document json not null -- json, not jsonb: the text as it was made
)
`;

const CREATE_REPORT_FILE = `
create table report_file (
  id uuid primary key default gen_random_uuid(),
  run_id uuid not null references report_run (id),
  fence bigint not null,
  name text not null,
  format text not null,
  media_type text not null,
  bytes bigint,
  sha256 text check (sha256 ~ '^[0-9a-f]{64}$'),
  row_count bigint,
  unique (run_id, fence, name)
)
`;

const CREATE_REPORT_FILE_CHUNK = `
create table report_file_chunk (
  file_id uuid not null references report_file (id) on delete cascade,
  seq integer not null,
  content bytea not null,
  primary key (file_id, seq)
)
`;

const STORE_UNCOMPRESSED = `
alter table report_file_chunk alter column content set storage external
`;

const GRANT_RIGHTS = `
grant select on report_run to trailkeeper_reporter;
grant insert (kind, parameters, requested_by) on report_run to trailkeeper_reporter;
grant update (status, step, progress, attempts, fence, leased_until, started_at, finished_at, failure, catalog_version)
  on report_run to trailkeeper_reporter;
grant select, insert on report_document to trailkeeper_reporter;
grant select, insert, delete on report_file to trailkeeper_reporter;
grant update (bytes, sha256, row_count) on report_file to trailkeeper_reporter;
grant select, insert, delete on report_file_chunk to trailkeeper_reporter
`;

const DROP_REPORT_RUN = `
drop table report_file_chunk;
drop table report_file;
drop table report_document;
drop table report_run
`;
