import { query } from '@trailkeeper/database';
import type { DataSource } from 'typeorm';

/** Injects the `Clock`. */
export const CLOCK = Symbol('CLOCK');

/** What time it is for schedules: what is due, what has settled, when a try is repeated. Tests give one of their own. */
export interface Clock {
  now(): Promise<Date>;
}

/** The database's, so that hosts need not agree on the time. Fails as a query does. */
export function databaseClock(db: DataSource): Clock {
  return {
    now: async () => {
      const [row] = await query<{ now: Date }>(db, GET_TIME);
      if (row === undefined) throw new Error('the database did not tell the time');
      return row.now;
    },
  };
}

const GET_TIME = `
select clock_timestamp() as "now"
`;
