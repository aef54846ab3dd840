import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { query, withSnapshot } from '@trailkeeper/database';
import fc from 'fast-check';
import { randomEvent, randomSearch } from '../../../test/random-search.js';
import { isFound } from '../../../test/search-oracle.js';
import { testSeed } from '../../../test/seed.js';
import { insertEvents, type SentEvent } from '../../../test/sent-event.js';
import { openTestTrail, type TestTrail } from '../../../test/test-trail.js';
import { csvCell } from '../../render/csv/csv-cell.js';
import type { Condition, EventSearch, TextField } from '../event-search.js';
import { matchingOf, whereOf } from '../matching/matching.js';
import { openParams } from '../matching/sql-part.js';
import type { ExportColumn } from './export-columns.js';
import { exportCsv } from './export-csv.js';
import { prepareExport } from './prepare-export.js';

const seed = testSeed('export-csv');

/** What would end a literal, begin another, stand for a value, or say something to COPY. */
const HOSTILE = [
  ...[
    `'`,
    `''`,
    `\\`,
    `\\'`,
    `\\\\'; --`,
    `$1`,
    `$2$`,
    `$$`,
    `$tag$`,
    `\${1}`,
    `$&`,
    '$`',
    `$'`,
    `E'\\x27'`,
    `";`,
    `\\N`,
  ],
  ...[
    `\\.`,
    `\t`,
    `\r\n`,
    `{a,b}`,
    `{"a"}`,
    `NULL`,
    `null`,
    `array['x']`,
    `%`,
    `\\u0027`,
    `ʼ`,
    `＇`,
    `/*`,
    `--`,
    `\\000`,
  ],
  ...[`') to program 'true'`, `') union select 'a' --`, `'::text[]) or true --`],
];
const hostile = fc
  .array(fc.constantFrom(...HOSTILE, 'a', ' '), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.join(''));

const FIELDS = ['initiator', 'target', 'targetId', 'targetName', 'targetType', 'correlationId', 'account', 'location'];

const hostileCondition: fc.Arbitrary<Condition> = fc
  .tuple(fc.boolean(), fc.constantFrom(...FIELDS), fc.array(hostile, { minLength: 1, maxLength: 3 }))
  .map(([isNegated, field, values]) => ({ kind: 'text', field: field as TextField, values, isNegated }));

describe('an export as CSV', () => {
  let trail: TestTrail;
  let ids: string[] = [];
  const events: SentEvent[] = fc.sample(
    fc
      .tuple(randomEvent, hostile, hostile, hostile, fc.constantFrom(true, false, null))
      .map(([event, initiatorName, targetId, account, dataEvent]) => ({
        ...{ ...event, initiatorName, targetId, account, dataEvent },
      })),
    { seed, numRuns: 150 },
  );

  beforeAll(async () => {
    trail = await openTestTrail();
    ids = await insertEvents(trail.owner, events);
  });
  afterAll(() => trail.stop());

  async function exported(
    search: EventSearch,
    columns: ExportColumn[] = ['id'],
  ): Promise<{ lines: string[]; rows: number }> {
    return withSnapshot(trail.reporter, async (runner) => {
      await prepareExport(runner);
      const exporting = exportCsv(runner, search, columns);
      const pieces: Buffer[] = [];
      for (;;) {
        const next = await exporting.next();
        if (next.done) return { lines: Buffer.concat(pieces).toString().split('\r\n').slice(1, -1), rows: next.value };
        pieces.push(next.value);
      }
    });
  }

  async function bound(search: EventSearch): Promise<string[]> {
    const { bind, params } = openParams();
    const where = whereOf(matchingOf(search), bind);
    const rows = await query<{ id: string }>(trail.reporter, `${SELECT_IDS} where ${where}`, params);
    return rows.map(({ id }) => id);
  }

  it('has just what the same search finds by parameters, whatever is searched for, in order', async () => {
    const conditions = fc.array(hostileCondition, { minLength: 1, maxLength: 3 });
    const search = fc
      .tuple(randomSearch, fc.option(conditions))
      .map(([one, others]) => (others === null ? one : { ...one, conditions: others }));
    let found = 0;
    await fc.assert(
      fc.asyncProperty(search, async (asked) => {
        const expected = ids
          .filter((_id, at) => isFound(asked, events[at]!))
          .sort()
          .reverse();
        const { lines, rows } = await exported(asked);
        expect(lines).toEqual(expected);
        expect(rows).toBe(expected.length);
        expect((await bound(asked)).sort().reverse()).toEqual(expected);
        found += Number(expected.length > 0);
      }),
      { seed, numRuns: 400 },
    );
    expect(found).toBeGreaterThan(20);
  });

  it('finds every stored value by that value', async () => {
    for (const [at, { initiatorName, targetId }] of events.entries()) {
      const text = (field: TextField, value: string | null | undefined): Condition => ({
        ...{ kind: 'text', field, values: [value!], isNegated: false },
      });
      const conditions = [text('initiator', initiatorName), text('targetId', targetId)];
      const search = { conditions, occurred: { from: null, to: null }, arrived: { from: null, to: null } };
      expect((await exported(search)).lines).toContain(ids[at]);
    }
  });

  it('holds what is stored, as csvCell writes it', async () => {
    const always = { from: null, to: null };
    const { lines } = await exported({ conditions: [], occurred: always, arrived: always }, [
      ...(['targetId', 'initiatorName', 'dataEvent', 'account', 'reasonText'] as const),
    ]);
    const stored = await query<Record<string, string | null>>(trail.reporter, SELECT_STORED);
    const expected = stored.map((row) => Object.values(row).map((value) => csvCell(value, 'text')));
    // Cells hold line ends too.
    expect(lines.join('\r\n')).toBe(expected.map((cells) => cells.join(',')).join('\r\n'));
    expect(new Set(stored.map(({ dataEvent }) => dataEvent)).size).toBe(3);
  });
});

const SELECT_STORED = `
select event.target_id as "targetId", event.initiator_name as "initiatorName",
       case when event.data_event then 'true' when not event.data_event then 'false' end as "dataEvent",
       event.account as "account", event.reason_text as "reasonText"
from audit_event event
order by event.occurred_at desc, event.content_hash desc
`;

const SELECT_IDS = `
select to_char(event.occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '_'
       || encode(event.content_hash, 'hex') as "id"
from audit_event event
`;
