import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { type IngestAnswer, QUARANTINE_BYTES_PER_ITEM } from '@trailkeeper/contract';
import { anEvent } from './an-event.js';
import { type Answer, post, startSystem, type TestSystem } from './collector.js';

/** Little more than the least that it may be. */
const LIMIT = 6 * 1024 ** 2;

/** What is left of it at the beginning of each test. */
const ROOM = 20_000;

let system: TestSystem;

beforeAll(async () => {
  system = await startSystem({ QUARANTINE_MAX_BYTES: String(LIMIT) }, 2);
});
afterAll(() => system.stop());
beforeEach(async () => {
  await system.owner.query('truncate quarantine, ingest_batch, audit_event, activity_delta, activity_count');
  await system.owner.query(FILL, [LIMIT - ROOM - QUARANTINE_BYTES_PER_ITEM]);
  await untilRoomIsSeen();
});

const good = (name: string) => JSON.stringify(anEvent({ correlationId: name }));
/** An item that takes so many bytes of the room. */
const bad = (room: number) => JSON.stringify({ a: 'x'.repeat(room - QUARANTINE_BYTES_PER_ITEM - 8) });
const send = (...lines: string[]) => post(system.collectors[0], lines.join('\n'));
const tallyOf = ({ body }: Answer) => (body as unknown as { tally: IngestAnswer }).tally;
const discardSent = () =>
  system.owner.query(`select discard_quarantined(array(select id from quarantine where batch_id > 0), 'ann', 'noise')`);

/** A collector that has found the quarantine full asks again after a second. */
async function untilRoomIsSeen(): Promise<void> {
  await sleep(1_100);
}

describe('a full quarantine', () => {
  it('refuses the request that would pass its bound, and keeps nothing of that chunk', async () => {
    expect(await send(bad(15_000))).toMatchObject({ status: 200, body: { quarantined: 1 } });
    const before = await system.accounts();
    const answer = await send(good('beside a bad one'), bad(5_001));
    expect([answer.status, answer.body.code, answer.headers['retry-after']]).toEqual([503, 'quarantine_full', '60']);
    expect(answer.body.detail).toContain('/v1/quarantine');
    expect(tallyOf(answer)).toEqual({ received: 0, stored: 0, duplicates: 0, quarantined: 0, problems: [] });
    expect(await system.accounts()).toEqual(before);
  });

  it('lets requests without bad items pass, and bad ones that still fit', async () => {
    await send(bad(15_000));
    expect((await send(bad(5_001))).status).toBe(503);
    expect(await send(good('one'), good('two'))).toMatchObject({ status: 200, body: { stored: 2 } });
    expect(await send(bad(5_000))).toMatchObject({ status: 200, body: { quarantined: 1 } });
    expect((await send(bad(600))).status).toBe(503);
  });

  it('says in its tally what was stored before', async () => {
    const lines = Array.from({ length: 1_000 }, (_, at) => good(`first chunk ${at}`));
    const answer = await send(...lines, bad(20_001));
    expect([answer.status, answer.body.code]).toEqual([503, 'quarantine_full']);
    expect(tallyOf(answer)).toMatchObject({ received: 1_000, stored: 1_000, quarantined: 0 });
    expect(await system.accounts()).toMatchObject({ received: 1_000, events: 1_000, quarantineRows: 1 });
  });

  it('has room again once items were discarded', async () => {
    await send(bad(19_000));
    expect((await send(bad(2_000))).status).toBe(503);
    await discardSent();
    await untilRoomIsSeen();
    expect(await send(bad(2_000))).toMatchObject({ status: 200, body: { quarantined: 1 } });
    const rows = await system.rows(
      'select state, raw is null as "isEmpty" from quarantine where batch_id > 0 order by id',
    );
    expect(rows).toEqual([
      { state: 'discarded', isEmpty: true },
      { state: 'open', isEmpty: false },
    ]);
  });

  it('is full for requests that come at once, too', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => send(bad(3_000))));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(6);
    expect(answers.filter(({ body }) => body.code === 'quarantine_full')).toHaveLength(14);
    expect(await system.accounts()).toMatchObject({ received: 6, quarantined: 6, quarantineRows: 7 });
  });

  it('is seen by the other collectors within seconds', async () => {
    await send(bad(19_000));
    const answers: number[] = [];
    for (let tries = 0; tries < 5; tries += 1) {
      answers.push((await post(system.collectors[1], bad(1_001))).status);
      await sleep(1_100);
    }
    expect(answers.at(-1)).toBe(503);
  });

  it('is shown to Prometheus while the collector stays ready', async () => {
    await send(bad(15_000), bad(4_000));
    await sleep(5_100);
    const [app] = system.collectors;
    const metrics = (await app?.inject('/metrics'))?.body;
    expect(metrics).toContain(`\ntrailkeeper_quarantine_bytes ${LIMIT - ROOM + 19_000}\n`);
    expect(metrics).toMatch(/^trailkeeper_quarantine_items 3$/m);
    expect(metrics).toContain(`\ntrailkeeper_quarantine_limit_bytes ${LIMIT}\n`);
    expect((await app?.inject('/health/ready'))?.statusCode).toBe(200);
  });
});

const FILL = `
insert into quarantine (batch_id, item_index, code, message, raw)
values (0, 0, 'no_action', 'none', convert_to(repeat('x', $1), 'UTF8'))
`;
