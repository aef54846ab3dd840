import { copyOut, type LiteralValue } from '@trailkeeper/database';
import type { QueryRunner } from 'typeorm';
import type { EventSearch } from '../event-search.js';
import { matchingOf, whereOf } from '../matching/matching.js';
import { openParams } from '../matching/sql-part.js';
import { COPY_OPTIONS, CsvOfCopy } from './csv-of-copy.js';
import { copyPlan, type ExportColumn } from './export-columns.js';

/**
 * The CSV of all events that match, what happened last first. Gives their number in the end.
 */
export async function* exportCsv(
  runner: QueryRunner,
  search: EventSearch,
  columns: readonly ExportColumn[],
): AsyncGenerator<Buffer, number, undefined> {
  const csv = new CsvOfCopy(columns);
  const { select, params } = copyStatement(search, columns);
  const copying = copyOut(runner, select, params, COPY_OPTIONS);
  // Before the header: until then what fails can be answered.
  let next = await copying.next();
  try {
    yield csv.header();
    for (; !next.done; next = await copying.next()) yield* csv.write(next.value);
  } finally {
    await copying.return(0);
  }
  yield csv.end();
  if (csv.rows !== next.value) throw new Error(`${csv.rows} rows were written of ${next.value}`);
  return csv.rows;
}

function copyStatement(search: EventSearch, columns: readonly ExportColumn[]) {
  const { bind, params } = openParams();
  const select = `
select ${copyPlan(columns).list}
from audit_event event
${columns.includes('arrivedAt') ? OF_BATCH : ''}
where ${whereOf(matchingOf(search), bind)}
order by event.occurred_at desc, event.content_hash desc
`;
  return { select, params: params as LiteralValue[] };
}

// `offset 0`: looked up for each event, and remembered for the next ones of the batch. Joined otherwise, all events might be
// sorted afterwards.
const OF_BATCH = `
cross join lateral (
  select batch.arrived_at
  from ingest_batch batch
  where batch.id = event.batch_id
  offset 0
) batch
`;
