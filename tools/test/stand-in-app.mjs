// Stands in for an app in the tests of the launcher: ready after a moment, tells its environment at /environment, and on
// SIGTERM shows in a file that it drained while the database still answered.
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

const env = process.env;
const name = env['COLLECTOR_PORT'] ? 'collector' : 'reporter';
const readyAt = Date.now() + 100;

if (env['ORGANISATION'] === 'dies at start') process.exit(3);

const server = createServer((request, response) => {
  if (request.url === '/environment') response.end(JSON.stringify(env));
  else if (request.url === '/die') process.exit(7);
  else response.writeHead(env['ORGANISATION'] !== 'never ready' && Date.now() > readyAt ? 200 : 503).end('{}');
});
server.listen(Number(env['COLLECTOR_PORT'] ?? env['REPORTER_PORT']), env['HOST']);

process.once('disconnect', () => process.exit(0));
process.once('SIGTERM', async () => {
  await sleep(100);
  const client = new pg.Client({ connectionString: env['DATABASE_URL'] });
  await client.connect();
  const { rows } = await client.query('select current_user as role');
  await client.end();
  writeFileSync(join(env['TMPDIR'] ?? '', `${name}-drained`), rows[0].role);
  process.exit(0);
});
