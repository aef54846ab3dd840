import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import type { IngestAnswer } from '@trailkeeper/contract';
import { anEvent } from './an-event.js';
import { type Answer, post, startSystem, type TestSystem } from './collector.js';

let system: TestSystem;

beforeAll(async () => {
  system = await startSystem({ QUARANTINE_MAX_BYTES: '2000' }, 2);
});
afterAll(() => system.stop());
beforeEach(async () => {
  await system.owner.query('truncate quarantine, ingest_batch, audit_event, activity_delta, activity_count');
  await untilRoomIsSeen();
});

const good = (name: string) => JSON.stringify(anEvent({ correlationId: name }));
const bad = (bytes: number) => JSON.stringify({ a: 'x'.repeat(bytes - 8) });
const send = (...lines: string[]) => post(system.collectors[0], lines.join('\n'));
const tallyOf = ({ body }: Answer) => (body as unknown as { tally: IngestAnswer }).tally;
const discardAll = () =>
  system.owner.query(`select discard_quarantined(array(select id from quarantine), 'ann', 'noise')`);

/** A collector that has found the quarantine full asks again after a second. */
async function untilRoomIsSeen(): Promise<void> {
  await sleep(1_100);
}

describe('a full quarantine', () => {
  it('refuses the request that would pass its bound, and keeps nothing of that chunk', async () => {
    expect(await send(bad(1_500))).toMatchObject({ status: 200, body: { quarantined: 1 } });
    const before = await system.accounts();
    const answer = await send(good('beside a bad one'), bad(501));
    expect([answer.status, answer.body.code, answer.headers['retry-after']]).toEqual([503, 'quarantine_full', '60']);
    expect(answer.body.detail).toContain('/v1/quarantine');
    expect(tallyOf(answer)).toEqual({ received: 0, stored: 0, duplicates: 0, quarantined: 0, problems: [] });
    expect(await system.accounts()).toEqual(before);
  });

  it('lets requests without bad items pass, and bad ones that still fit', async () => {
    await send(bad(1_500));
    expect((await send(bad(501))).status).toBe(503);
    expect(await send(good('one'), good('two'))).toMatchObject({ status: 200, body: { stored: 2 } });
    expect(await send(bad(500))).toMatchObject({ status: 200, body: { quarantined: 1 } });
    expect((await send(bad(10))).status).toBe(503);
  });

  it('says in its tally what was stored before', async () => {
    const lines = Array.from({ length: 1_000 }, (_, at) => good(`first chunk ${at}`));
    const answer = await send(...lines, bad(2_001));
    expect([answer.status, answer.body.code]).toEqual([503, 'quarantine_full']);
    expect(tallyOf(answer)).toMatchObject({ received: 1_000, stored: 1_000, quarantined: 0 });
    expect(await system.accounts()).toMatchObject({ received: 1_000, events: 1_000, quarantineRows: 0 });
  });

  it('has room again once items were discarded', async () => {
    await send(bad(1_900));
    expect((await send(bad(200))).status).toBe(503);
    await discardAll();
    await untilRoomIsSeen();
    expect(await send(bad(200))).toMatchObject({ status: 200, body: { quarantined: 1 } });
    const rows = await system.rows('select state, bytes, raw is null as "isEmpty" from quarantine order by id');
    expect(rows).toEqual([
      { state: 'discarded', bytes: 1_900, isEmpty: true },
      { state: 'open', bytes: 200, isEmpty: false },
    ]);
  });

  it('is full for requests that come at once, too', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => send(bad(300))));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(6);
    expect(answers.filter(({ body }) => body.code === 'quarantine_full')).toHaveLength(14);
    expect(await system.accounts()).toMatchObject({ received: 6, quarantined: 6, quarantineRows: 6 });
  });

  it('is seen by the other collectors within seconds', async () => {
    await send(bad(1_900));
    const answers: number[] = [];
    for (let tries = 0; tries < 5; tries += 1) {
      answers.push((await post(system.collectors[1], bad(101))).status);
      await sleep(1_100);
    }
    expect(answers.at(-1)).toBe(503);
  });

  it('is shown to Prometheus while the collector stays ready', async () => {
    await send(bad(1_500), bad(400));
    await sleep(5_100);
    const [app] = system.collectors;
    const metrics = (await app?.inject('/metrics'))?.body;
    expect(metrics).toMatch(/^trailkeeper_quarantine_bytes 1900$/m);
    expect(metrics).toMatch(/^trailkeeper_quarantine_items 2$/m);
    expect(metrics).toMatch(/^trailkeeper_quarantine_limit_bytes 2000$/m);
    expect((await app?.inject('/health/ready'))?.statusCode).toBe(200);
  });
});
