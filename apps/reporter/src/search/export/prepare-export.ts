import { query } from '@trailkeeper/database';
import type { QueryRunner } from 'typeorm';

/** Prepares the transaction of a snapshot for an export, which lasts as long as its reader takes. */
export async function prepareExport(runner: QueryRunner): Promise<void> {
  await query(runner, PREPARE);
}

// Times are copied as they are written in UTC. An index walked in the order of time costs little more than reading on, and
// gives rows at once that need not be sorted; parallel workers would have to sort, and the other processor is needed to write.
const PREPARE = `
select count(set_config(setting.name, setting.value, true))
from (values
  ('timezone', 'UTC'), ('datestyle', 'ISO'), ('statement_timeout', '0'), ('idle_in_transaction_session_timeout', '0'),
  ('random_page_cost', '1.1'), ('work_mem', '32MB'), ('max_parallel_workers_per_gather', '0')
) setting (name, value)
`;
