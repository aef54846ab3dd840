import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { migrate } from '../migrate.js';
import { provisionAppRoles } from '../provision-app-roles.js';
import { databaseUrl, onServer } from './on-server.js';

/**
 * The name of the migrated template on the test server, which is made when it is not there. Its name holds a hash of the
 * migrations, so parallel workers and projects share one, and a changed migration makes a new one.
 */
export async function ensureTemplate(serverUrl: string): Promise<string> {
  const hash = hashMigrations();
  const template = `tk_template_${hash}`;
  await onServer(serverUrl, async (client) => {
    if (await exists(client, template)) return;
    await client.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK_KEY]);
    if (await exists(client, template)) return;
    await makeTemplate(client, serverUrl, template, `tk_making_${hash}`);
  });
  return template;
}

/** Built under another name, so that a run that was killed leaves no half-migrated template. */
async function makeTemplate(client: pg.Client, serverUrl: string, template: string, making: string): Promise<void> {
  await client.query(`drop database if exists ${making} with (force)`);
  await client.query(`create database ${making} template template0 encoding 'UTF8'`);
  const url = databaseUrl(serverUrl, making);
  await migrate(url);
  await provisionAppRoles(url);
  // Nobody connects to the template from now on: a connection would keep it from being copied.
  await client.query(`alter database ${making} with allow_connections false`);
  await client.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [making]);
  await client.query(`alter database ${making} rename to ${template}`);
}

async function exists(client: pg.Client, name: string): Promise<boolean> {
  const found = await client.query('select from pg_database where pg_database.datname = $1', [name]);
  return found.rowCount === 1;
}

function hashMigrations(): string {
  const folder = join(dirname(fileURLToPath(import.meta.url)), '..', 'migrations');
  const hash = createHash('sha256');
  const files = readdirSync(folder).filter((name) => /(?<!\.d)\.(ts|js)$/.test(name) && !name.includes('.spec.'));
  for (const name of files.sort()) hash.update(name).update(readFileSync(join(folder, name)));
  return hash.digest('hex').slice(0, 12);
}

const TEMPLATE_LOCK_KEY = 0x74656d70;
