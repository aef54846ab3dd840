import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Every catalog that a report was counted against, under the SHA-256 of its meaning, so that an old report can be checked
 * after the catalog has changed.
 */
export class CreateCatalogVersion1795257600007 implements MigrationInterface {
  name = 'CreateCatalogVersion1795257600007';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CREATE_CATALOG_VERSION);
    await runner.query(GRANT_RIGHTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DROP_CATALOG_VERSION);
  }
}

const CREATE_CATALOG_VERSION = `
create table catalog_version (
  version text primary key check (version ~ '^[0-9a-f]{64}$'),
  meaning text not null,
  first_used_at timestamptz not null default now()
)
`;

const GRANT_RIGHTS = `
grant select, insert on catalog_version to trailkeeper_reporter
`;

const DROP_CATALOG_VERSION = `
drop table catalog_version
`;
