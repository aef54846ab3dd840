import type { Caller } from '@trailkeeper/http';
import type { KeyScope } from './key-scope.js';

/** Who sends events: the name of the key goes into its batches. */
export interface IngestCaller extends Caller {
  /** Null: INGEST_KEY of the environment, which has no row. */
  readonly keyId: string | null;
  readonly scope: KeyScope;
  /**
   * Asks again, for a request that goes on for long: false once the key is revoked or expired. Throws ApiError 503 while
   * the database is away.
   */
  isStillValid(): Promise<boolean>;
}
