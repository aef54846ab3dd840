import { randomBytes } from 'node:crypto';
import { databaseUrl, onServer } from './on-server.js';
import { testServerUrl } from './test-server.js';

export interface EmptyDatabase {
  ownerUrl: string;
  /** Ends what is still connected and removes the database. */
  drop(): Promise<void>;
}

/** A new database without any schema on the test server, for tests of the migrations. `options` as in `create database`. */
export async function createEmptyDatabase(options = "encoding 'UTF8'"): Promise<EmptyDatabase> {
  const serverUrl = await testServerUrl();
  const name = `tk_empty_${randomBytes(8).toString('hex')}`;
  await onServer(serverUrl, (client) => client.query(`create database ${name} template template0 ${options}`));
  return {
    ownerUrl: databaseUrl(serverUrl, name),
    drop: async () => void (await onServer(serverUrl, (client) => client.query(`drop database ${name} with (force)`))),
  };
}
