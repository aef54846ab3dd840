import { connect, createServer, type AddressInfo } from 'node:net';
import { expect, it } from '@jest/globals';
import { openDataSource } from './create-data-source.js';
import { isUnavailable } from './watch/is-unavailable.js';
import { query } from './query.js';
import { createTestDatabase } from './testing/index.js';

it('survives a server that dies with the packet that says it is ready', async () => {
  const database = await createTestDatabase();
  const { url, close, dieWhenReady } = await wayTo(database.ownerUrl);
  const dataSource = await openDataSource({ url, applicationName: 'test' });
  const [held, dying] = [dataSource.createQueryRunner(), dataSource.createQueryRunner()];
  await held.connect(); // the one connection that there is, so that the next asks for a new one
  dieWhenReady();
  const error = await query(dying, 'select 1').then(
    () => 'answered',
    (reason: unknown) => reason,
  );
  expect([isUnavailable(error), String(error)]).toEqual([true, expect.stringContaining('not queryable')]);
  await Promise.all([held.release(), dying.release()]);
  expect(await query(dataSource, 'select 1 as one')).toEqual([{ one: 1 }]);
  await dataSource.destroy();
  close();
  await database.drop();
});

it.each([
  ['off', 'on'],
  ['local', 'on'],
  ['remote_write', 'on'],
  ['on', 'on'],
  ['remote_apply', 'remote_apply'],
])('commits to disk where the role is set to synchronous_commit = %s', async (given, used) => {
  const database = await createTestDatabase();
  const owner = await openDataSource({ url: database.ownerUrl, applicationName: 'test-owner' });
  const name = new URL(database.ownerUrl).pathname.slice(1);
  await query(owner, `alter role trailkeeper_collector in database ${name} set synchronous_commit = ${given}`);
  const dataSource = await openDataSource({ url: database.collectorUrl, applicationName: 'test' });
  expect(await query(dataSource, 'show synchronous_commit')).toEqual([{ synchronous_commit: used }]);
  await Promise.all([dataSource.destroy(), owner.destroy()]);
  await database.drop();
});

/**
 * A way to the server on which its last words can be put behind the second `ReadyForQuery` that comes: the first is that of a
 * new connection, the second of what prepares it, after which it is handed out.
 */
async function wayTo(databaseUrl: string) {
  const target = new URL(databaseUrl);
  let readyUntilDeath = 0;
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    near.pipe(far);
    near.on('error', () => far.destroy()).on('close', () => far.destroy());
    far.on('error', () => near.destroy()).on('close', () => near.destroy());
    far.on('data', (bytes: Buffer) => {
      const isReady = readyUntilDeath > 0 && bytes.subarray(-6).equals(READY_FOR_QUERY);
      if (isReady) readyUntilDeath -= 1;
      near.write(isReady && readyUntilDeath === 0 ? Buffer.concat([bytes, LAST_WORDS]) : bytes);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url: url.href, close: () => server.close(), dieWhenReady: () => void (readyUntilDeath = 2) };
}

/** PostgreSQL's protocol, "Message Formats": its letter, its length with itself, and `I` for idle. */
const READY_FOR_QUERY = Buffer.from('Z\0\0\0\x05I');

const LAST_WORDS = errorResponse('SFATAL\0C57P01\0Mterminating connection due to unexpected postmaster exit\0\0');

function errorResponse(fields: string): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(4 + fields.length);
  return Buffer.concat([Buffer.from('E'), length, Buffer.from(fields)]);
}
