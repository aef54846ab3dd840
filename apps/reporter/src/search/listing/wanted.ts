import type { SqlPart } from '../matching/sql-part.js';

/** Which events are wanted, wherever they are looked for: the newest `limit` of those that pass. */
export interface Wanted {
  readonly filters: readonly SqlPart[];
  /** See `Matching`. */
  readonly termSets: readonly (readonly number[])[];
  readonly limit: number;
}
