import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execute, openDataSource, query, withSnapshot } from '@trailkeeper/database';
import { createTestDatabase, type TestDatabase } from '@trailkeeper/database/testing';
import fc from 'fast-check';
import type { DataSource, QueryRunner } from 'typeorm';
import { testSeed } from '../../../test/seed.js';
import { anEvent, insertInto } from '../../../test/sent-event.js';
import type { EventSearch } from '../event-search.js';
import { type ListPage, type ListRequest, listEvents } from './list-events.js';
import { listCursorOf, maybeListPosition } from './list-cursor.js';

const seed = testSeed('list-events');
const WRITERS = 4;
const EVERYTHING: EventSearch = {
  conditions: [],
  occurred: { from: null, to: null },
  arrived: { from: null, to: null },
};

/** So small that what a walk does not find is left to an index, and that batches of a span of arrival are too many. */
const PACES = [
  undefined,
  { firstRows: 1, worthWalking: 2, mostBatches: 1_000 },
  { firstRows: 1, worthWalking: 2, mostBatches: 1 },
];

/** What happens while somebody reads: a writer begins a batch, or ends the one it has begun, well or not; a page is read. */
const step = fc.oneof(
  fc.record({
    kind: fc.constant('write' as const),
    writer: fc.nat(WRITERS - 1),
    seconds: fc.array(fc.nat(9), { minLength: 1, maxLength: 6 }),
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

  const list = (request: Omit<ListRequest, 'readAt'>, readAt = new Date()): Promise<ListPage> =>
    withSnapshot(reporter, (runner) => listEvents(runner, { ...request, readAt }));

  const idsOf = ({ items }: ListPage) => items.map(({ id }) => id);

  /** All pages from a cursor on. */
  async function readOn(search: EventSearch, cursor: string | null): Promise<string[]> {
    const found: string[] = [];
    while (cursor !== null) {
      const page: ListPage = await list({ search, position: maybeListPosition(cursor), limit: 2 });
      found.push(...idsOf(page));
      cursor = page.nextCursor;
    }
    return found;
  }

  it('gives what was committed when its first page was read, whoever commits in whatever order meanwhile', async () => {
    let pages = 0;
    const times = { limit: fc.integer({ min: 1, max: 4 }), pace: fc.constantFrom(...PACES), byArrival: fc.boolean() };
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 10, maxLength: 60 }),
        fc.record(times),
        async (steps, { limit, pace, byArrival }) => {
          const request = `request-${(pages += 1)}`;
          const writers = new Writers(owner, request);
          const search = { ...searchFor(request), ...(byArrival && { arrived: { from: new Date(0), to: null } }) };
          let listing: { expected: string[]; found: string[]; cursor: string | null } | undefined;
          const read = async () => {
            if (listing?.cursor === null) return;
            const expected = listing?.expected ?? writers.committed.toSorted().reverse();
            const position = listing === undefined ? undefined : maybeListPosition(listing.cursor);
            const page = await list({ search, position, limit, ...(pace && { pace }) });
            listing = { expected, found: [...(listing?.found ?? []), ...idsOf(page)], cursor: page.nextCursor };
          };
          for (const each of steps) {
            if (each.kind === 'write') await writers.write(each.writer, each.seconds);
            else if (each.kind === 'end') await writers.end(each.writer, each.isCommit);
            else await read();
          }
          await writers.endAll();
          do await read();
          while (listing?.cursor !== null);
          expect(listing.found).toEqual(listing.expected);
        },
      ),
      { seed, numRuns: 120, endOnFailure: true },
    );
  });

  it('has what a restored copy brought along, whose transactions are those of another server', async () => {
    const writers = new Writers(owner, 'restored');
    for (const writer of [0, 1, 2]) await writers.write(writer, [1, 2, 3]);
    await writers.endAll();
    await execute(owner, SET_TRANSACTIONS, ['restored', 1_000_000]);
    const search = searchFor('restored');
    const first = await list({ search, position: undefined, limit: 2 });
    const found = [...idsOf(first), ...(await readOn(search, first.nextCursor))];
    expect(found).toEqual(writers.committed.toSorted().reverse());
  });

  it.each([-1, 1])('leaves out what was committed later, whatever time we take it for: %d days', async (days) => {
    const request = `clock-${days}`;
    const writers = new Writers(owner, request);
    await writers.write(0, [1]);
    await writers.write(1, [9, 8, 7]);
    await writers.end(1, true);
    const search = searchFor(request);
    const ours = new Date(Date.now() + days * 86_400_000);
    const first = await list({ search, position: undefined, limit: 1 }, ours);
    const expected = writers.committed.toSorted().reverse();
    await writers.endAll();
    expect([...idsOf(first), ...(await readOn(search, first.nextCursor))]).toEqual(expected);
  });

  it('refuses a horizon that would leave out more than can have been under way', async () => {
    const search = searchFor('refused');
    const writers = new Writers(owner, 'refused');
    await writers.write(0, [1, 2, 3]);
    await writers.endAll();
    await execute(owner, INSERT_BATCHES, [10_001]);
    const first = await list({ search, position: undefined, limit: 1 });
    const position = maybeListPosition(first.nextCursor!)!;
    const at = '2000-01-01T00:00:00.000000Z';
    const forged = { ...position, horizon: { snapshot: '1:1:', lastBatch: '999999999999999999', at } };
    await expect(readOn(search, listCursorOf(forged))).rejects.toMatchObject({
      status: 400,
      extra: { errors: [{ field: 'cursor' }] },
    });
    expect(await readOn(search, first.nextCursor)).toHaveLength(2);
  });
});

function searchFor(request: string): EventSearch {
  return { ...EVERYTHING, conditions: [{ kind: 'text', field: 'correlationId', values: [request], isNegated: false }] };
}

const SET_TRANSACTIONS = `
update ingest_batch batch
set transaction = (pg_snapshot_xmax(pg_current_snapshot())::text::bigint + $2::bigint)::text::xid8
from audit_event event
where event.batch_id = batch.id and event.correlation_id = $1
`;

const INSERT_BATCHES = `
insert into ingest_batch (key_name, received, stored, duplicates, quarantined)
select 'test', 0, 0, 0, 0
from generate_series(1, $1)
`;

/** Transactions that are open side by side. */
class Writers {
  readonly committed: string[] = [];
  private readonly open = new Map<number, { runner: QueryRunner; ids: string[] }>();

  constructor(
    private readonly owner: DataSource,
    private readonly request: string,
  ) {}

  /** Events that happen so many seconds into the day. */
  async write(writer: number, seconds: readonly number[]): Promise<void> {
    if (this.open.has(writer)) return;
    const runner = this.owner.createQueryRunner();
    await runner.startTransaction('READ COMMITTED');
    const events = seconds.map((second) => {
      const occurredAt = new Date(Date.parse('2026-09-15T00:00:00Z') + second * 1_000);
      return anEvent({ occurredAt, arrivedAt: new Date(), correlationId: this.request });
    });
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
}
