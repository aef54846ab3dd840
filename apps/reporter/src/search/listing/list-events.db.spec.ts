import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openDataSource, query } from '@trailkeeper/database';
import { createTestDatabase, type TestDatabase } from '@trailkeeper/database/testing';
import fc from 'fast-check';
import type { DataSource, QueryRunner } from 'typeorm';
import { testSeed } from '../../../test/seed.js';
import { anEvent, insertInto, type SentEvent } from '../../../test/sent-event.js';
import type { EventSearch } from '../event-search.js';
import { listEvents } from './list-events.js';
import { maybeListPosition } from './list-cursor.js';

const seed = testSeed('list-events');
const WRITERS = 4;
const EVERYTHING: EventSearch = {
  conditions: [],
  occurred: { from: null, to: null },
  arrived: { from: null, to: null },
};

/** What happens while somebody reads: a writer begins a batch, or ends the one it has begun, well or not; a page is read. */
const step = fc.oneof(
  fc.record({
    kind: fc.constant('write' as const),
    writer: fc.nat(WRITERS - 1),
    events: fc.integer({ min: 1, max: 6 }),
  }),
  fc.record({
    kind: fc.constant('end' as const),
    writer: fc.nat(WRITERS - 1),
    isCommit: fc.integer({ min: 0, max: 4 }).map(Boolean),
  }),
  fc.record({ kind: fc.constant('read' as const) }),
);

describe('listEvents', () => {
  let database: TestDatabase;
  let owner: DataSource;
  let reporter: DataSource;

  beforeAll(async () => {
    database = await createTestDatabase();
    owner = await openDataSource({ url: database.ownerUrl, applicationName: 'test', poolSize: WRITERS + 1 });
    reporter = await openDataSource({ url: database.reporterUrl, applicationName: 'test', poolSize: 2 });
    await query(owner, `select ensure_event_partition('2026-09-01Z')`);
  });

  afterAll(async () => {
    await reporter.destroy();
    await owner.destroy();
    await database.drop();
  });

  it('gives what was committed when its first page was read, whoever commits in whatever order meanwhile', async () => {
    let pages = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 10, maxLength: 60 }),
        fc.integer({ min: 1, max: 4 }),
        async (steps, limit) => {
          const account = `account-${(pages += 1)}`;
          const writers = new Writers(owner, account);
          const search: EventSearch = {
            ...EVERYTHING,
            conditions: [{ kind: 'text', field: 'account', values: [account], isNegated: false }],
          };
          let listing: { expected: string[]; found: string[]; cursor: string | null } | undefined;
          const read = async () => {
            if (listing?.cursor === null) return;
            const expected = listing?.expected ?? writers.committed.toSorted().reverse();
            const position = listing === undefined ? undefined : maybeListPosition(listing.cursor);
            const { items, nextCursor } = await listEvents(reporter, { search, position, readAt: new Date(), limit });
            listing = {
              expected,
              found: [...(listing?.found ?? []), ...items.map(({ id }) => id)],
              cursor: nextCursor,
            };
          };
          for (const each of steps) {
            if (each.kind === 'write') await writers.write(each.writer, each.events);
            else if (each.kind === 'end') await writers.end(each.writer, each.isCommit);
            else await read();
          }
          await writers.endAll();
          do await read();
          while (listing?.cursor !== null);
          expect(listing.found).toEqual(listing.expected);
        },
      ),
      { seed, numRuns: 60, endOnFailure: true },
    );
  });
});

/** Transactions that are open side by side. */
class Writers {
  readonly committed: string[] = [];
  private readonly open = new Map<number, { runner: QueryRunner; ids: string[] }>();

  constructor(
    private readonly owner: DataSource,
    private readonly account: string,
  ) {}

  async write(writer: number, count: number): Promise<void> {
    if (this.open.has(writer)) return;
    const runner = this.owner.createQueryRunner();
    await runner.startTransaction('READ COMMITTED');
    const events = Array.from({ length: count }, () => this.anyEvent());
    this.open.set(writer, { runner, ids: await insertInto(runner, events) });
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

  private anyEvent(): SentEvent {
    const occurredAt = new Date(Date.parse('2026-09-15T00:00:00Z') + Math.floor(Math.random() * 10) * 1_000);
    return anEvent({ occurredAt, arrivedAt: new Date(), account: this.account });
  }
}
