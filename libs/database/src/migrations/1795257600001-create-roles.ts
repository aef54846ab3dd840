import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The two roles the apps log in as. Each later migration grants them what they need of what it creates, and no more.
 * Roles belong to the whole server, so another database's migration may have made them already, even at this moment.
 * Their passwords are set by `provisionAppRoles`; until then nobody can log in as them.
 */
export class CreateRoles1795257600001 implements MigrationInterface {
  name = 'CreateRoles1795257600001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CREATE_ROLES);
    await runner.query(GRANT_SCHEMA);
    await runner.query(REVOKE_TEMPORARY);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(REVOKE_SCHEMA);
  }
}

const CREATE_ROLES = `
do $$
declare
  app_role text;
begin
  foreach app_role in array array['trailkeeper_collector', 'trailkeeper_reporter'] loop
    begin
      if not exists (select from pg_roles where pg_roles.rolname = app_role) then
        execute format('create role %I login', app_role);
      end if;
    exception when duplicate_object or unique_violation then
      null; -- another database's migration was faster
    end;
  end loop;
end
$$
`;

const GRANT_SCHEMA = `
grant usage on schema public to trailkeeper_collector, trailkeeper_reporter
`;

// PostgreSQL lets everybody make temporary tables; neither app needs any.
const REVOKE_TEMPORARY = `
do $$
begin
  execute format('revoke temporary on database %I from public', current_database());
end
$$
`;

const REVOKE_SCHEMA = `
revoke usage on schema public from trailkeeper_collector, trailkeeper_reporter
`;
