import type { Chunk } from '../parse/chunk-items.js';

/** A chunk on its way into the database. */
export interface Arrival {
  chunk: Chunk;
  /** Of the key that it came with; kept with its batch. */
  keyName: string;
}
