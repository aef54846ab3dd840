import os from 'node:os';
import { startTemporaryPostgres } from '../embedded-postgres/start-temporary-postgres.js';

/**
 * The server that test databases live on: `TEST_DATABASE_URL` (`npm test` starts one for all projects), or else one that
 * this jest process starts at its first test database and that ends with the process.
 */
export async function testServerUrl(): Promise<string> {
  return process.env['TEST_DATABASE_URL'] || (await ownServerUrl());
}

/**
 * Jest gives every test file modules and globals of its own; Node's built-in modules are the one thing that all files of
 * a process share. So the server's URL is kept on one, and the files after the first find it there.
 */
function ownServerUrl(): Promise<string> {
  SHARED[KEY] ??= startTemporaryPostgres().then((server) => server.url);
  return SHARED[KEY];
}

const KEY = Symbol.for('trailkeeper.testServerUrl');
const SHARED = os as unknown as { [KEY]?: Promise<string> };
