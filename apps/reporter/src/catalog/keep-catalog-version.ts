import { execute, type Queryable } from '@trailkeeper/database';
import { CATALOG_MEANING, CATALOG_VERSION } from './catalog-version.js';

/** Keeps this catalog under its version, once, so that a report can be checked after the catalog has changed. */
export async function keepCatalogVersion(db: Queryable): Promise<void> {
  await execute(db, KEEP_CATALOG_VERSION, [CATALOG_VERSION, CATALOG_MEANING]);
}

const KEEP_CATALOG_VERSION = `
insert into catalog_version (version, meaning) values ($1, $2) on conflict do nothing
`;
