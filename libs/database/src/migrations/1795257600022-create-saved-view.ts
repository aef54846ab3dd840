import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Searches that people keep, with the columns they look at and a period that moves along or stands still. */
export class CreateSavedView1795257600022 implements MigrationInterface {
  name = 'CreateSavedView1795257600022';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CREATE_SAVED_VIEW);
    await runner.query(GRANT_RIGHTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DROP_SAVED_VIEW);
  }
}

const CREATE_SAVED_VIEW = `
create table saved_view (
  id uuid primary key default gen_random_uuid(),
  name text not null check (name <> ''),
  owner text not null check (owner <> ''),
  is_shared boolean not null,
  search jsonb not null, -- the parameters of a search but for its period, as the API takes them
  period jsonb not null, -- likewise
  columns text[] not null check (cardinality(columns) > 0),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (owner, name)
)
`;

const GRANT_RIGHTS = `
grant select, delete on saved_view to trailkeeper_reporter;
grant insert (name, owner, is_shared, search, period, columns) on saved_view to trailkeeper_reporter;
grant update (name, is_shared, search, period, columns, updated_at) on saved_view to trailkeeper_reporter
`;

const DROP_SAVED_VIEW = `
drop table saved_view
`;
