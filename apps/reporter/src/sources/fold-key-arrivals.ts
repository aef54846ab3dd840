import { query } from '@trailkeeper/database';
import type { DataSource } from 'typeorm';

/**
 * Notes in which quarters of an hour each key sent something, an hour of arrivals at a time, until none are left or
 * `isStopped`. What `findKeysHeard` says is the same before and after. Another process doing so at the moment is left to it.
 */
export async function foldKeyArrivals(dataSource: DataSource, isStopped: () => boolean = () => false): Promise<void> {
  while (!isStopped()) {
    const [row] = await query<{ isMoreWaiting: boolean }>(dataSource, FOLD_KEY_ARRIVALS);
    if (row?.isMoreWaiting !== true) return;
  }
}

const FOLD_KEY_ARRIVALS = `
select fold_key_arrivals() as "isMoreWaiting"
`;
