import { setTimeout as sleep } from 'node:timers/promises';
import type { QueryRunner } from 'typeorm';
import { query } from '../query.js';
import { patiently } from './patiently.js';

/** All three are ours and go into the statement as they are. */
export interface NewIndex {
  name: string;
  table: string;
  /** What follows the table: `using gin (search_terms)`. */
  of: string;
}

/**
 * Makes an index while the table is read and written. For migrations without a transaction of their own (`transaction = false`):
 * one that was cut off goes on when it is run again, and one that is done does nothing.
 */
export async function indexTable(runner: QueryRunner, { name, table, of }: NewIndex): Promise<void> {
  await awaitBuild(runner, table);
  const [left] = await query(runner, FIND_INVALID, [name]);
  if (left) await runner.query(`drop index concurrently ${name}`);
  await runner.query(`create index concurrently if not exists ${name} on ${table} ${of}`);
}

/**
 * The same for a table with partitions, which cannot be done at once: one after the other. Those that are made from now on
 * get theirs by themselves; with the last one's the index becomes valid.
 */
export async function indexPartitions(runner: QueryRunner, { name, table, of }: NewIndex): Promise<void> {
  await patiently(runner, `create index if not exists ${name} on only ${table} ${of}`);
  for (const { partition } of await query<{ partition: string }>(runner, FIND_UNINDEXED, [table, name])) {
    const part = name.replace(table, partition);
    await indexTable(runner, { name: part, table: partition, of });
    await patiently(runner, `alter index ${name} attach partition ${part}`);
  }
}

/** Of a launcher that was killed the server goes on building. Asked again and again: the build waits for whoever waits for it. */
async function awaitBuild(runner: QueryRunner, table: string): Promise<void> {
  while ((await query(runner, FIND_BUILD, [table])).length > 0) await sleep(1_000);
}

const FIND_BUILD = `
select
from pg_stat_progress_create_index build
where build.datname = current_database() and build.relid = $1::regclass
`;

// What a build leaves behind that was cut off.
const FIND_INVALID = `
select from pg_index where pg_index.indexrelid = to_regclass($1) and not pg_index.indisvalid
`;

const FIND_UNINDEXED = `
select partition.relname::text as "partition"
from pg_inherits
join pg_class partition on partition.oid = pg_inherits.inhrelid
where pg_inherits.inhparent = $1::regclass and not exists (
  select
  from pg_index
  join pg_inherits attached on attached.inhrelid = pg_index.indexrelid
  where pg_index.indrelid = partition.oid and attached.inhparent = $2::regclass
)
order by partition.relname
`;
