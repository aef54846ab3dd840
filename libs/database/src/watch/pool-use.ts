import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';

/** How the pool of a data source is used: connections in use, idle, at most, and who waits for one. All 0 when closed. */
export function poolUse(dataSource: DataSource): { inUse: number; idle: number; waiting: number; max: number } {
  const { master } = dataSource.driver as unknown as { master?: Pool };
  if (master === undefined) return { inUse: 0, idle: 0, waiting: 0, max: 0 };
  const { totalCount, idleCount, waitingCount, options } = master;
  return { inUse: totalCount - idleCount, idle: idleCount, waiting: waitingCount, max: options.max };
}
