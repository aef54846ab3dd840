import { query } from '@trailkeeper/database';
import type { DataSource } from 'typeorm';

/**
 * Folds appended counts into the summed ones, batch by batch, until none are left or `isStopped`. Gives how many rows
 * were folded. The view `activity` says the same before and after. Another process folding at the moment means 0.
 */
export async function foldActivity(
  dataSource: DataSource,
  { maxRows = MAX_ROWS, isStopped = () => false }: { maxRows?: number; isStopped?: () => boolean } = {},
): Promise<number> {
  let folded = 0;
  while (!isStopped()) {
    const [row] = await query<{ folded: string }>(dataSource, FOLD_ACTIVITY, [maxRows]);
    const batch = Number(row?.folded ?? 0);
    folded += batch;
    // Less than asked for means caught up; waiting for 0 would spin beside a busy collector.
    if (batch < maxRows) break;
  }
  return folded;
}

/** 20,000: about 0.3 s, so that the transaction, and with it what vacuum must wait for, stays short. */
const MAX_ROWS = 20_000;

const FOLD_ACTIVITY = `
select fold_activity($1) as "folded"
`;
