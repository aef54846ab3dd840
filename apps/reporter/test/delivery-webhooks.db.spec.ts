import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Delivering, deliveryRow, openDelivering, untilDelivery } from './delivering.js';
import { insertBundle } from './sent-bundle.js';
import { aDefinition } from './a-definition.js';
import { insertSchedule, insertSlot, insertTarget } from './sent-slot.js';
import { insertWebhook, startReceiver } from './webhook-receiver.js';

let on: Delivering;
const receivers: { stop(): Promise<void> }[] = [];
beforeAll(async () => {
  on = await openDelivering();
});
afterEach(async () => {
  await Promise.all(receivers.splice(0).map((receiver) => receiver.stop()));
  await on.stopWorkers();
});
afterAll(async () => {
  await on?.stop();
});

const CONTENT = Buffer.from('the bytes of a bundle');
let names = 0;

/** A receiver, and a target that is it. */
async function aReceiver(answer: (response: ServerResponse, before: number) => void) {
  const receiver = await startReceiver(answer);
  receivers.push(receiver);
  const place = { url: receiver.url, name: `hook ${++names}`, secretKey: 'a-secret-key-for-tests' };
  return { ...receiver, target: await insertWebhook(on.owner, place) };
}

/** Bundles of so many slots, each for one target. */
async function sentTo(target: string, slots = 1): Promise<string[]> {
  const scheduleId = await insertSchedule(on.owner, aDefinition({ targets: [target] }), `schedule ${++names}`);
  const ids: string[] = [];
  for (let day = 1; day <= slots; day += 1) {
    const dueAt = new Date(Date.UTC(2026, 0, day, 6)).toISOString();
    const slotId = await insertSlot(on.owner, scheduleId, { dueAt, status: 'running', step: 'delivering' });
    ids.push(...(await insertBundle(on.owner, slotId, { content: CONTENT })));
  }
  return ids;
}

const isTriedOnce = ({ receipts }: { receipts: { endedAt: string | null }[] }) => receipts[0]?.endedAt != null;

describe('a delivery to a webhook', () => {
  it.each<[string, (response: ServerResponse) => void, string, boolean]>([
    ['took it all and fell silent', (response) => response.destroy(), 'unknown', true],
    ['refused it', (response) => response.writeHead(503).end('full'), 'failed', false],
  ])('that %s is repeated with the same id, and the ledger says so', async (_, fail, outcome, possiblyTwice) => {
    const receiver = await aReceiver((response, before) => (before === 0 ? fail(response) : response.end('thanks')));
    const [id = ''] = await sentTo(receiver.target);
    await on.startWorker();
    expect(await untilDelivery(on.owner, id, isTriedOnce)).toMatchObject({ possiblyTwice: false, status: 'waiting' });
    on.clock.forward(1);
    const row = await untilDelivery(on.owner, id, ({ status }) => status === 'delivered');
    expect(row).toMatchObject({ possiblyTwice, attempts: 2 });
    expect(row.receipts).toMatchObject([
      { outcome, place: null },
      { outcome: 'delivered', place: receiver.url, answer: '200 OK: thanks', bytes: CONTENT.length },
    ]);
    expect(receiver.calls).toHaveLength(2);
    for (const { headers, body } of receiver.calls) {
      expect([headers['webhook-id'], body]).toEqual([id, CONTENT]);
    }
  });

  it('that does not answer ends with its time, and may have arrived', async () => {
    const receiver = await aReceiver(() => undefined);
    const [id = ''] = await sentTo(receiver.target);
    await on.startWorker({ tryMs: 200 });
    const { receipts } = await untilDelivery(on.owner, id, isTriedOnce);
    expect(receipts).toMatchObject([{ outcome: 'unknown', answer: expect.stringMatching(/given up after 0 seconds/) }]);
    expect(receiver.calls).toHaveLength(1);
  });

  it('that does not answer keeps one place, and no other target waiting', async () => {
    const hung = await aReceiver(() => undefined);
    const others = await Promise.all(
      [1, 2, 3].map((one) => insertTarget(on.owner, `quick ${one}`, { path: `q${one}` })),
    );
    const stuck = await sentTo(hung.target, 10);
    const quick = (await Promise.all(others.map((target) => sentTo(target, 10)))).flat();
    await on.startWorker();
    for (const id of quick) await untilDelivery(on.owner, id, ({ status }) => status === 'delivered');
    await sleep(100);
    expect(hung.calls).toHaveLength(1);
    const rows = await Promise.all(stuck.map((id) => deliveryRow(on.owner, id)));
    expect(rows.filter(({ receipts }) => receipts.length > 0)).toHaveLength(1);
  });

  it('is logged without what is secret', async () => {
    const receiver = await aReceiver((response) => response.writeHead(401).end(`no: ${'x'.repeat(32)}`));
    const [id = ''] = await sentTo(receiver.target);
    const { log } = await on.startWorker();
    await untilDelivery(on.owner, id, isTriedOnce);
    await sleep(50);
    const [line] = log.lines().filter((one) => one['deliveryId'] === id);
    expect(line).toMatchObject({
      level: 40,
      kind: 'webhook',
      outcome: 'failed',
      failure: expect.stringContaining('401'),
    });
    expect(log.text()).not.toContain('x'.repeat(32));
  });
});
