import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { provisionAppRoles, type AppRoleUrls } from '../provision-app-roles.js';
import { databaseUrl, onServer } from './on-server.js';
import { ensureTemplate } from './template-database.js';
import { testServerUrl } from './test-server.js';

export interface TestDatabase extends AppRoleUrls {
  ownerUrl: string;
  /** Ends what is still connected and removes the database. */
  drop(): Promise<void>;
}

/**
 * A new, migrated, empty database of its own on the test server, with the app roles able to log in: about 50 ms, because
 * it is a copy of a template that is migrated once per set of migrations. Call `drop()` in `afterAll`. The roles are the
 * server's, shared by all test databases: do not change their passwords.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const serverUrl = await testServerUrl();
  const template = await ensureTemplate(serverUrl);
  const name = `tk_test_${randomBytes(8).toString('hex')}`;
  await onServer(serverUrl, (client) => copyDatabase(client, name, template));
  const ownerUrl = databaseUrl(serverUrl, name);
  return {
    ownerUrl,
    ...(await provisionAppRoles(ownerUrl)),
    drop: () => onServer(serverUrl, async (client) => void (await client.query(`drop database ${name} with (force)`))),
  };
}

/** 55006: somebody is connected to the template, such as autovacuum for a moment. 20 tries: it never took 3. */
async function copyDatabase(client: pg.Client, name: string, template: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await client.query(`create database ${name} template ${template}`);
      return;
    } catch (error) {
      if ((error as { code?: string }).code !== '55006' || attempt === 20) throw error;
      await sleep(Math.random() * 200);
    }
  }
}
