import { query } from '@trailkeeper/database';
import type { QueryRunner } from 'typeorm';
import type { EventSearch } from '../event-search.js';
import { FOUND_EVENT, type FoundEventRow, toFoundEvent } from '../found-event.js';
import { matchingOf, whereOf } from '../matching/matching.js';
import { openParams, type SqlPart } from '../matching/sql-part.js';
import { type BodyPointer, BodyReader } from './read-bodies.js';

/**
 * All events that match as JSON lines, what happened last first: each as a search answers it, and, if asked for, what was
 * received of it; only those that `also` holds for. Gives their number in the end.
 */
export async function* exportLines(
  runner: QueryRunner,
  search: EventSearch,
  { withBodies, also }: { withBodies: boolean; also?: SqlPart },
): AsyncGenerator<Buffer, number, undefined> {
  const { bind, params } = openParams();
  const matching = whereOf(matchingOf(search), bind);
  const where = also === undefined ? matching : `${matching} and ${also(bind)}`;
  await query(runner, `declare exported no scroll cursor for ${selectWhere(where, withBodies)}`, params);
  const bodies = new BodyReader(runner);
  let count = 0;
  for (;;) {
    const rows = await query<FoundEventRow & BodyPointer>(runner, FETCH);
    if (rows.length === 0) {
      // Another may be opened in the same transaction.
      await query(runner, CLOSE);
      return count;
    }
    count += rows.length;
    if (withBodies) for (const row of rows) yield lineOf({ ...toFoundEvent(row), received: await bodies.read(row) });
    else yield Buffer.concat(rows.map((row) => lineOf(toFoundEvent(row))));
  }
}

function lineOf(event: object): Buffer {
  return Buffer.from(`${JSON.stringify(event)}\n`);
}

/** 500: some hundred kilobytes. */
const FETCH = `
fetch 500 from exported
`;

const CLOSE = `
close exported
`;

function selectWhere(where: string, withBodies: boolean): string {
  return `
select ${FOUND_EVENT}${withBodies ? POINTER : ''}
from audit_event event
cross join lateral (
  select batch.arrived_at
  from ingest_batch batch
  where batch.id = event.batch_id
  offset 0
) batch
where ${where}
order by event.occurred_at desc, event.content_hash desc
`;
}

const POINTER = `,
  event.batch_id as "batchId", event.body_pack as "pack", event.body_offset as "offset", event.body_length as "length"
`;
