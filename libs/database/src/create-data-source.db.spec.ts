import { connect, createServer, type AddressInfo } from 'node:net';
import { expect, it } from '@jest/globals';
import { openDataSource } from './create-data-source.js';
import { isUnavailable } from './is-unavailable.js';
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

/** A way to the server on which its last words can be put behind the first `ReadyForQuery` that comes. */
async function wayTo(databaseUrl: string) {
  const target = new URL(databaseUrl);
  let isDying = false;
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    near.pipe(far);
    near.on('error', () => far.destroy()).on('close', () => far.destroy());
    far.on('error', () => near.destroy()).on('close', () => near.destroy());
    far.on('data', (bytes: Buffer) => {
      const isReady = isDying && bytes.subarray(-6).equals(READY_FOR_QUERY);
      isDying &&= !isReady;
      near.write(isReady ? Buffer.concat([bytes, LAST_WORDS]) : bytes);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url: url.href, close: () => server.close(), dieWhenReady: () => void (isDying = true) };
}

/** PostgreSQL's protocol, "Message Formats": its letter, its length with itself, and `I` for idle. */
const READY_FOR_QUERY = Buffer.from('Z\0\0\0\x05I');

const LAST_WORDS = errorResponse('SFATAL\0C57P01\0Mterminating connection due to unexpected postmaster exit\0\0');

function errorResponse(fields: string): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(4 + fields.length);
  return Buffer.concat([Buffer.from('E'), length, Buffer.from(fields)]);
}
