import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { linkFault } from '../src/deliveries/bundle-link.js';
import { type Delivering, openDelivering, untilDelivery } from './delivering.js';
import { insertMailTarget, startMailServer } from './mail-server.js';
import { insertBundle } from './sent-bundle.js';
import { aDefinition } from './a-definition.js';
import { insertSchedule, insertSlot } from './sent-slot.js';

let on: Delivering;
const servers: { stop(): Promise<void> }[] = [];
beforeAll(async () => {
  on = await openDelivering();
});
afterEach(async () => {
  await on.stopWorkers();
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});
afterAll(async () => {
  await on?.stop();
});

let names = 0;

async function startServer(given: { port?: number; unanswered?: number } = {}) {
  const server = await startMailServer(given);
  servers.push(server);
  return server;
}

/** A bundle on its way to a mail server. */
async function sentMail(port: number, settings: object = {}): Promise<string> {
  const target = await insertMailTarget(on.owner, { name: `mail ${++names}`, port, ...settings });
  const scheduleId = await insertSchedule(on.owner, aDefinition({ targets: [target] }), `schedule ${names}`);
  const slotId = await insertSlot(on.owner, scheduleId, { status: 'running', step: 'delivering' });
  return (await insertBundle(on.owner, slotId, { content: Buffer.from('the bytes of a bundle') }))[0]!;
}

const triesOf = (count: number) => (row: { receipts: { endedAt: string | null }[] }) =>
  row.receipts.length === count && row.receipts.every(({ endedAt }) => endedAt !== null);
/** With lines that were folded or broken for the way made whole. */
const unfolded = (mail: string) => mail.replace(/=\r\n/g, '').replace(/=3D/g, '=');

describe('a delivery by mail', () => {
  it('outlives three hours without a mail server, and arrives once', async () => {
    const { port } = await startServer();
    await Promise.all(servers.splice(0).map((server) => server.stop()));
    const id = await sentMail(port);
    await on.startWorker();
    await untilDelivery(on.owner, id, triesOf(1));
    await on.tryAgain(id, 7);
    const { mails } = await startServer({ port });
    const row = await on.tryAgain(id, 1);
    const began = row.receipts.map(({ beganAt }) => Date.parse(beganAt));
    expect(began.at(-1)! - began[0]!).toBe(183 * 60_000);
    expect(row).toMatchObject({ status: 'delivered', attempts: 9, possiblyTwice: false });
    expect(mails).toHaveLength(1);
  });

  it('that a server took without a word is repeated with the same id, and the ledger says so', async () => {
    const { mails, port } = await startServer({ unanswered: 1 });
    const id = await sentMail(port);
    await on.startWorker();
    const first = await untilDelivery(on.owner, id, triesOf(1));
    expect(first).toMatchObject({ status: 'waiting', possiblyTwice: false, receipts: [{ outcome: 'unknown' }] });
    on.clock.forward(1);
    const row = await untilDelivery(on.owner, id, ({ status }) => status === 'delivered');
    expect(row).toMatchObject({ possiblyTwice: true, receipts: [{ outcome: 'unknown' }, { outcome: 'delivered' }] });
    expect(mails).toHaveLength(2);
    for (const mail of mails) expect(mail).toContain(`Message-ID: <${id}@example.com>`);
  });

  it('of a bundle that is too large has a link to it, the same on each try, good for as long as the mail says', async () => {
    on.clock.time = new Date('2026-09-16T06:01:00Z');
    const { mails, port } = await startServer({ unanswered: 1 });
    const id = await sentMail(port, { maxAttachmentBytes: 5, linkDays: 7 });
    await on.startWorker();
    await untilDelivery(on.owner, id, triesOf(1));
    on.clock.forward(1);
    await untilDelivery(on.owner, id, ({ status }) => status === 'delivered');
    const urls = mails.map((mail) => /(https:\/\/trail\.example\.com\/v1\/bundles\/\S+)/.exec(unfolded(mail))?.[1]);
    expect(urls).toEqual([urls[0], urls[0]]);
    const { pathname, searchParams } = new URL(urls[0]!);
    expect(pathname).toBe(`/v1/bundles/${id}`);
    const proof = { expires: Number(searchParams.get('expires')), signature: searchParams.get('signature')! };
    const faultAt = (time: string) => linkFault('a-secret-key-for-tests', id, proof, new Date(time));
    expect(faultAt('2026-09-23T23:59:59Z')).toBeNull();
    expect(faultAt('2026-09-24T00:00:00Z')).toBe('expired');
  });

  it('of a bundle that is too large fails, saying why, where nobody can open a link', async () => {
    const { mails, port } = await startServer();
    const id = await sentMail(port, { maxAttachmentBytes: 5 });
    await on.startWorker({ publicUrl: null });
    const row = await untilDelivery(on.owner, id, triesOf(1));
    expect(row).toMatchObject({ status: 'waiting', failure: expect.stringContaining('Set PUBLIC_URL') });
    expect(mails).toEqual([]);
  });
});
