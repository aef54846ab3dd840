import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execute } from '@trailkeeper/database';
import { holding } from '@trailkeeper/database/testing';
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
    ['before anything is sent', holdChunk(0), 'export_bundle_chunk', 0],
    ['while it is sent', holdChunk(2), 'export_bundle_chunk', 0],
    ['when it was sent, answered, and that is not recorded', holdRecording, 'schedule_slot', 1],
  ])(
    '%s leaves one file in a folder; a webhook and mail may have it twice, with one id, and the ledger says so',
    async (_, hold, waitsFor, before) => {
      const places = [await aFolder(), await aHook(), await aMailbox()];
      const { slotId, release, send } = await on.heldSlot(
        places.map(({ target }) => target),
        { hold, content: CONTENT },
      );
      const ids = await send();
      await on.untilWaiting(waitsFor, places.length);
      await on.kill();
      await release();
      for (const place of places) expect(place.arrived()).toBe(before);
      for (const id of ids)
        expect(await deliveryRow(on.owner, id)).toMatchObject({ status: 'waiting', possiblyTwice: false });

      const rows = await on.repeated(ids);
      for (const [index, { isExactlyOnce, arrived, expectSame }] of places.entries()) {
        const row = rows[index]!;
        expect(row).toMatchObject({ status: 'delivered', attempts: 2, possiblyTwice: !isExactlyOnce });
        const outcome = isExactlyOnce && before === 1 ? 'already-there' : 'delivered';
        expect(row.receipts).toMatchObject([{ endedAt: null, outcome: null }, { outcome }]);
        expect(arrived()).toBe(isExactlyOnce ? 1 : before + 1);
        expectSame(row.id);
      }
      expect(await slotRow(on.owner, slotId)).toMatchObject({ status: 'delivered' });
      for (const { stop } of places) await stop();
    },
  );

  it('when all is sent and not answered is repeated to a webhook with the same id, and the ledger says: possibly twice', async () => {
    let mayAnswer = false;
    const hook = await aHook(() => mayAnswer);
    const { slotId, send } = await on.heldSlot([hook.target], {
      hold: async () => async () => undefined,
      content: CONTENT,
    });
    const ids = await send();
    await until('all is sent', async () => hook.arrived() === 1);
    await on.kill();

    mayAnswer = true;
    const [row] = await on.repeated(ids);
    expect(row).toMatchObject({ status: 'delivered', attempts: 2, possiblyTwice: true });
    expect(row?.receipts).toMatchObject([{ endedAt: null, outcome: null }, { outcome: 'delivered' }]);
    expect(hook.arrived()).toBe(2);
    hook.expectSame(row!.id);
    expect(await slotRow(on.owner, slotId)).toMatchObject({ status: 'delivered' });
    await hook.stop();
  });
});

/** Where bundles go. */
interface Place {
  readonly target: string;
  readonly isExactlyOnce: boolean;
  /** How often the bundle has. */
  arrived(): number;
  /** Expects it to be the bundle each time, with the id of this delivery where that can be told. */
  expectSame(id: string): void;
  stop(): Promise<void>;
}

// The names are in the order in which deliveries are given.
const newName = (kind: string) => `${kind} ${randomBytes(4).toString('hex')}`;

async function aFolder(): Promise<Place> {
  const path = newName('1 folder');
  const folder = join(on.directory, path);
  return {
    target: await insertTarget(on.owner, path, { path }),
    isExactlyOnce: true,
    arrived: () => readdirSync(folder).filter((name) => !name.startsWith('.')).length,
    expectSame: () => {
      expect(readdirSync(folder)).toEqual(['bundle.zip']);
      expect(readFileSync(join(folder, 'bundle.zip')).equals(CONTENT)).toBe(true);
    },
    stop: async () => undefined,
  };
}

async function aHook(mayAnswer = () => true): Promise<Place> {
  const answer = (response: ServerResponse) => void (mayAnswer() && response.end('thanks'));
  const { url, calls, stop } = await startReceiver(answer);
  return {
    target: await insertWebhook(on.owner, { url, name: newName('2 hook'), secretKey: SECRET_KEY }),
    isExactlyOnce: false,
    arrived: () => calls.length,
    expectSame: (id) => {
      for (const { headers, body } of calls) {
        expect(headers['webhook-id']).toBe(id);
        expect(body.equals(CONTENT)).toBe(true);
      }
    },
    stop,
  };
}

async function aMailbox(): Promise<Place> {
  const { mails, port, stop } = await startMailServer();
  return {
    target: await insertMailTarget(on.owner, { name: newName('3 mailbox'), port }),
    isExactlyOnce: false,
    arrived: () => mails.length,
    expectSame: (id) => {
      for (const { headers, attachments } of mails.map(readMail)) {
        expect(headers).toMatchObject({ 'message-id': `<${id}@example.com>`, 'x-trailkeeper-delivery': id });
        expect(attachments.map(({ bytes }) => bytes.equals(CONTENT))).toEqual([true]);
      }
    },
    stop,
  };
}

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
