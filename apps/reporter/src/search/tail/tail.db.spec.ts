import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execute, openDataSource, query } from '@trailkeeper/database';
import { createTestDatabase, type TestDatabase } from '@trailkeeper/database/testing';
import { Stopping } from '@trailkeeper/http';
import fc from 'fast-check';
import { Registry } from 'prom-client';
import type { DataSource, QueryRunner } from 'typeorm';
import { testSeed } from '../../../test/seed.js';
import { anEvent, insertInto } from '../../../test/sent-event.js';
import type { SqlPart } from '../matching/sql-part.js';
import { findNewEvents, type ReadRows } from './find-new-events.js';
import { Looks } from './looks.js';
import { tail } from './tail.js';
import { maybeTailPosition, type TailPosition } from './tail-position.js';

const seed = testSeed('tail');
const WRITERS = 4;

/** What happens while somebody reads: a writer begins a batch, or ends the one it has begun, well or not; some is read. */
const step = fc.oneof(
  fc.record({
    kind: fc.constant('write' as const),
    writer: fc.nat(WRITERS - 1),
    events: fc.oneof({ arbitrary: fc.integer({ min: 1, max: 6 }), weight: 6 }, fc.constant(450)),
    stride: fc.nat(9),
  }),
  fc.record({
    kind: fc.constant('end' as const),
    writer: fc.nat(WRITERS - 1),
    isCommit: fc.integer({ min: 0, max: 4 }).map(Boolean),
  }),
  // After so many events the connection is lost, be it in the middle of what was sent.
  fc.record({ kind: fc.constant('read' as const), most: fc.oneof(fc.nat(5), fc.nat(500)) }),
);

describe('a tail', () => {
  let database: TestDatabase;
  let owner: DataSource;
  let reporter: DataSource;
  let looks: Looks;

  beforeAll(async () => {
    database = await createTestDatabase();
    owner = await openDataSource({ url: database.ownerUrl, applicationName: 'test', poolSize: WRITERS + 1 });
    reporter = await openDataSource({ url: database.reporterUrl, applicationName: 'test', poolSize: 2 });
    looks = new Looks(reporter, new Stopping({ limitMs: 1, delayMs: 0 }), new Registry());
    await query(owner, `select ensure_event_partition('2026-09-01Z')`);
  });

  afterAll(async () => {
    await reporter.destroy();
    await owner.destroy();
    await database.drop();
  });

  const sourceOf = (account: string, start: TailPosition | undefined) => {
    const filters: SqlPart[] = [(bind) => `event.account = ${bind(account)}`];
    const read: ReadRows = (sql, params) => query(reporter, sql, params);
    return { read, looks, filters, start };
  };

  /** Reads at least the greeting, and until so many events have come, or until there is nothing for a while. */
  async function read(account: string, start: TailPosition | undefined, most: number) {
    const stop = new AbortController();
    const ids: string[] = [];
    let position = start;
    for await (const text of tail(sourceOf(account, start), stop.signal)) {
      const blocks = blocksOf(text);
      for (const { id, event, data } of blocks) {
        if (event !== undefined && ids.length === most) break;
        position = maybeTailPosition(id!);
        if (event === 'event') ids.push((JSON.parse(data!) as { id: string }).id);
        else if (event === 'gap') throw new Error(`a gap: ${data}`);
      }
      if (ids.length === most || text.startsWith(':')) break;
    }
    stop.abort();
    return { ids, position: position! };
  }

  it('gives every event that matches once, whoever commits in whatever order, however often it is taken up again', async () => {
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60 }), async (steps) => {
        const account = `account-${(runs += 1)}`;
        const writers = new Writers(owner, account);
        const found: string[] = [];
        let { position } = await read(account, undefined, 0);
        const readSome = async (most: number) => {
          const there = writers.committed.length - found.length;
          const some = await read(account, position, Math.min(there, most));
          found.push(...some.ids);
          position = some.position;
        };
        for (const each of steps) {
          if (each.kind === 'write') await writers.write(each.writer, each.events, each.stride);
          else if (each.kind === 'end') await writers.end(each.writer, each.isCommit);
          else await readSome(each.most);
        }
        await writers.endAll();
        await readSome(Infinity);
        expect(found.toSorted()).toEqual(writers.committed.toSorted());
        const { snapshot } = await looks.now();
        const { read: rows, filters } = sourceOf(account, position);
        for await (const { events } of findNewEvents(rows, filters, position, snapshot)) {
          expect(events).toEqual([]);
        }
      }),
      { seed, numRuns: 40, endOnFailure: true },
    );
  });

  it('passes over what a restored copy brought along, whose transactions are those of another server, and sees what is new', async () => {
    const { position } = await read('restored', undefined, 0);
    const writers = new Writers(owner, 'restored');
    await writers.write(0, 2);
    await writers.endAll();
    const restored = writers.committed.splice(0);
    await execute(owner, SET_TRANSACTIONS, ['restored', 1_000_000]);
    const first = await looks.now();
    expect((await looks.now()).edition).toBe(first.edition);
    await writers.write(0, 2);
    await writers.endAll();
    expect((await looks.now()).edition).toBe(first.edition + 1);
    const { ids } = await read('restored', position, 2);
    expect(ids.toSorted()).toEqual(writers.committed.toSorted());
    expect(ids).not.toContain(restored[0]);
  });

  it('wakes when something is committed', async () => {
    const stop = new AbortController();
    const texts = tail(sourceOf('woken', undefined), stop.signal);
    expect((await texts.next()).value).toMatch(/^retry: 3000\nid: [\w-]+\n\n$/);
    const next = texts.next();
    const writers = new Writers(owner, 'woken');
    const end = looks.begin();
    await writers.write(0, 1);
    await writers.end(0, true);
    expect(blocksOf((await next).value)).toEqual([
      { id: expect.any(String), event: 'event', data: expect.stringContaining(writers.committed[0]!) },
    ]);
    end();
    const waiting = texts.next();
    stop.abort(new Error('over'));
    await expect(waiting).rejects.toThrow('over');
  });

  it('says every 15 s that it is there, and how far it has come', async () => {
    const end = looks.begin();
    const texts = tail(sourceOf('idle', undefined), new AbortController().signal);
    const [greeting] = blocksOf((await texts.next()).value);
    const text = (await texts.next()).value;
    expect(text).toMatch(/^: .*Z\nid: [\w-]+\n\n$/);
    const [before, after] = [greeting, ...blocksOf(text)].map((block) => maybeTailPosition(block!.id!)!);
    expect(after!.seenAt.getTime() - before!.seenAt.getTime()).toBeGreaterThan(10_000);
    end();
    await texts.return(undefined as never);
  });

  it('says that there is a gap where it cannot go on, and begins anew', async () => {
    const { snapshot, at } = await looks.now();
    const high = Number(snapshot.split(':')[1]) + 1_000;
    const ahead = `${high}:${high}:`;
    const key = { batchId: '1', occurredAt: '2026-09-15T10:00:07.000000Z', contentHash: 'a'.repeat(64) };
    const gaps: [TailPosition, RegExp][] = [
      [{ seen: snapshot, seenAt: new Date(at.getTime() - 25 * 3_600_000) }, /24 hours/],
      [{ seen: ahead, seenAt: at }, /not of this database/],
      [{ seen: snapshot, seenAt: at, within: { upTo: ahead, ...key } }, /not of this database/],
    ];
    for (const [start, reason] of gaps) {
      const texts = tail(sourceOf('gap', start), new AbortController().signal);
      const [gap] = blocksOf((await texts.next()).value);
      expect(gap).toMatchObject({ event: 'gap', data: expect.stringMatching(reason) });
      const anew = maybeTailPosition(gap!.id!)!;
      expect(anew.seenAt.getTime()).toBeGreaterThanOrEqual(at.getTime());
      await texts.return(undefined as never);
    }
  });
});

const SET_TRANSACTIONS = `
update ingest_batch batch
set transaction = (pg_snapshot_xmax(pg_current_snapshot())::text::bigint + $2::bigint)::text::xid8
from audit_event event
where event.batch_id = batch.id and event.account = $1
`;

/** The blocks of a text of server-sent events. */
function blocksOf(text: string) {
  const blocks = text.split('\n\n').slice(0, -1);
  return blocks.map((block) => {
    const fields = block.split('\n').map((line) => line.split(/: (.*)/).slice(0, 2) as [string, string]);
    const { id, event, data } = Object.fromEntries(fields) as Partial<Record<'id' | 'event' | 'data', string>>;
    return { id, event, data };
  });
}

/** Transactions that are open side by side. */
class Writers {
  readonly committed: string[] = [];
  private readonly open = new Map<number, { runner: QueryRunner; ids: string[] }>();

  constructor(
    private readonly owner: DataSource,
    private readonly account: string,
  ) {}

  /** With events of another account among them, of ten seconds in some order. */
  async write(writer: number, count: number, stride = 1): Promise<void> {
    if (this.open.has(writer)) return;
    const runner = this.owner.createQueryRunner();
    await runner.startTransaction('READ COMMITTED');
    const events = Array.from({ length: 2 * count }, (_none, at) => {
      const occurredAt = new Date(Date.parse('2026-09-15T00:00:00Z') + ((at * stride) % 10) * 1_000);
      return anEvent({ occurredAt, arrivedAt: new Date(), account: at % 2 === 0 ? this.account : 'another' });
    });
    const ids = await insertInto(runner, events);
    this.open.set(writer, { runner, ids: ids.filter((_id, at) => at % 2 === 0) });
  }

  async end(writer: number, isCommit: boolean): Promise<void> {
    const { runner, ids } = this.open.get(writer) ?? {};
    if (runner === undefined || ids === undefined) return;
    this.open.delete(writer);
    if (isCommit) await runner.commitTransaction();
    else await runner.rollbackTransaction();
    await runner.release();
    if (isCommit) this.committed.push(...ids);
  }

  async endAll(): Promise<void> {
    for (const writer of [...this.open.keys()]) await this.end(writer, true);
  }
}
