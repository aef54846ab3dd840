import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execute } from '@trailkeeper/database';
import { findWaiting, holding } from '@trailkeeper/database/testing';
import { CHUNK_BYTES } from '../src/runs/copy-chunks.js';
import { deliveryRow } from './delivering.js';
import { type Hold, type Killing, openKilling, SECRET_KEY, until } from './killing.js';
import { insertMailTarget, startMailServer } from './mail-server.js';
import { readMail } from './read-mail.js';
import { insertTarget, slotRow } from './sent-slot.js';
import { insertWebhook, startReceiver } from './webhook-receiver.js';

const CONTENT = randomBytes(3 * CHUNK_BYTES + 10);

let on: Killing;

/** The built reporter, killed with -9 while a delivery is at each of its steps; the next process repeats it. */
describe('a delivery whose process is killed', () => {
  beforeAll(async () => {
    on = await openKilling();
    for (const statement of HOLD_CHUNKS) await execute(on.owner, statement);
  });
  afterAll(async () => {
    await on?.stop();
  });

  const holdChunk =
    (seq: number): Hold =>
    () =>
      holding(on.owner, 'select pg_advisory_xact_lock($1)', [seq]);
  const holdRecording: Hold = (slotId) => on.holdRecording(slotId);

  it.each([
    ['before anything is sent', holdChunk(0), 'export_bundle_chunk', []],
    ['while it is sent', holdChunk(2), 'export_bundle_chunk', []],
    ['when it was sent and that is not recorded', holdRecording, 'schedule_slot', ['bundle.zip']],
  ])('%s leaves one file in a directory, with the right bytes', async (_, hold, waitsFor, before) => {
    const path = `folder ${randomBytes(4).toString('hex')}`;
    const folder = join(on.directory, path);
    const { slotId, release, send } = await on.heldSlot(await insertTarget(on.owner, path, { path }), {
      hold,
      content: CONTENT,
    });
    const id = await send();
    await on.untilWaiting(waitsFor);
    await on.kill();
    await release();
    const visible = readdirSync(folder).filter((name) => !name.startsWith('.'));
    expect(visible).toEqual(before);

    const row = await on.repeated(id);
    expect(row).toMatchObject({ status: 'delivered', attempts: 2, possiblyTwice: false });
    const outcome = before.length === 0 ? 'delivered' : 'already-there';
    expect(row.receipts).toMatchObject([{ endedAt: null, outcome: null }, { outcome }]);
    expect(readdirSync(folder)).toEqual(['bundle.zip']);
    expect(readFileSync(join(folder, 'bundle.zip')).equals(CONTENT)).toBe(true);
    expect(await slotRow(on.owner, slotId)).toMatchObject({ status: 'delivered' });
  });

  it.each<[string, Hold, number]>([
    ['before anything is sent', holdChunk(0), 0],
    ['when all is sent and not answered', async () => async () => undefined, 1],
    ['when it was answered and that is not recorded', holdRecording, 1],
  ])('%s is repeated to a webhook with the same id, and the ledger says: possibly twice', async (_, hold, before) => {
    const isAnswered = hold === holdRecording || before === 0;
    let mayAnswer = isAnswered;
    const answer = (response: ServerResponse) => void (mayAnswer && response.end('thanks'));
    const receiver = await startReceiver(answer);
    const name = `hook ${randomBytes(4).toString('hex')}`;
    const { slotId, release, send } = await on.heldSlot(
      await insertWebhook(on.owner, { url: receiver.url, name, secretKey: SECRET_KEY }),
      { hold, content: CONTENT },
    );
    const id = await send();
    await until('it is where it is to be killed', async () =>
      before === 1 && !isAnswered
        ? receiver.calls.length === 1
        : (await findWaiting(on.owner, 'trailkeeper-reporter')).length > 0,
    );
    await on.kill();
    await release();
    expect(receiver.calls).toHaveLength(before);
    expect(await deliveryRow(on.owner, id)).toMatchObject({ status: 'waiting', possiblyTwice: false });

    mayAnswer = true;
    const row = await on.repeated(id);
    expect(row).toMatchObject({ status: 'delivered', attempts: 2, possiblyTwice: true });
    expect(row.receipts).toMatchObject([{ endedAt: null, outcome: null }, { outcome: 'delivered' }]);
    expect(receiver.calls).toHaveLength(before + 1);
    for (const { headers, body } of receiver.calls) {
      expect(headers['webhook-id']).toBe(id);
      expect(body.equals(CONTENT)).toBe(true);
    }
    expect(await slotRow(on.owner, slotId)).toMatchObject({ status: 'delivered' });
    await receiver.stop();
  });

  it('when a mail was taken and that is not recorded sends it again with the same ids, and the ledger says: possibly twice', async () => {
    const server = await startMailServer();
    const target = await insertMailTarget(on.owner, { name: 'mail', port: server.port });
    const content = Buffer.from('the bytes of a bundle');
    const { slotId, release, send } = await on.heldSlot(target, { hold: holdRecording, content });
    const id = await send();
    await on.untilWaiting('schedule_slot');
    expect(server.mails).toHaveLength(1);
    await on.kill();
    await release();
    expect(await deliveryRow(on.owner, id)).toMatchObject({ status: 'waiting', possiblyTwice: false });

    const row = await on.repeated(id);
    expect(row).toMatchObject({ status: 'delivered', attempts: 2, possiblyTwice: true });
    expect(row.receipts).toMatchObject([{ endedAt: null, outcome: null }, { outcome: 'delivered' }]);
    expect(server.mails).toHaveLength(2);
    for (const { headers, attachments } of server.mails.map(readMail)) {
      expect(headers).toMatchObject({ 'message-id': `<${id}@example.com>`, 'x-trailkeeper-delivery': id });
      expect(attachments.map(({ bytes }) => bytes.toString())).toEqual([content.toString()]);
    }
    expect(await slotRow(on.owner, slotId)).toMatchObject({ status: 'delivered' });
    await server.stop();
  });
});

/** Lets whoever reads a chunk as the reporter wait for whoever holds its number. */
const HOLD_CHUNKS = [
  `create function wait_for_chunk(seq integer) returns boolean language plpgsql as $$
   begin
     perform pg_advisory_xact_lock_shared(seq);
     return true;
   end $$`,
  'alter table export_bundle_chunk enable row level security',
  'create policy wait_for_chunk on export_bundle_chunk to trailkeeper_reporter using (wait_for_chunk(seq))',
];
