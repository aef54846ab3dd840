import { cancelStatement, query } from '@trailkeeper/database';
import type { DataSource, QueryRunner } from 'typeorm';

/**
 * Prepares the transaction of a snapshot for an export, which lasts as long as its reader takes. When `signal` aborts, what
 * runs on it is cancelled, be it that the server has long been looking for the next row. `over` is to be awaited before the
 * connection is given back: no cancelling is under way any more that could hit another.
 */
export async function openExport(
  dataSource: DataSource,
  runner: QueryRunner,
  signal: AbortSignal,
): Promise<{ over: () => Promise<void> }> {
  const [opened] = await query<{ pid: number }>(runner, OPEN);
  let cancelling: Promise<void> | undefined;
  const cancel = () => (cancelling = cancelStatement(dataSource, opened!.pid));
  signal.addEventListener('abort', cancel, { once: true });
  return {
    over: async () => {
      signal.removeEventListener('abort', cancel);
      await cancelling;
    },
  };
}

// Times are copied as they are written in UTC. An index walked in the order of time costs little more than reading on, and
// gives rows at once that need not be sorted; parallel workers would have to sort, and the other processor is needed to write.
const OPEN = `
select pg_backend_pid() as "pid", count(set_config(setting.name, setting.value, true))
from (values
  ('timezone', 'UTC'), ('datestyle', 'ISO'), ('statement_timeout', '0'), ('idle_in_transaction_session_timeout', '0'),
  ('random_page_cost', '1.1'), ('work_mem', '32MB'), ('max_parallel_workers_per_gather', '0')
) setting (name, value)
`;
