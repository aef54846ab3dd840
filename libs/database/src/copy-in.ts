import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { QueryRunner } from 'typeorm';
import { cancelStatement } from './cancel-statement.js';

/** 1 MiB: as much is made while the server takes what was made before. */
const AHEAD_BYTES = 1024 * 1024;

/**
 * Runs a `COPY … FROM STDIN` and feeds it, on the runner's own connection and in its transaction; takes the next piece
 * only when the one before was taken. Fails with the error of the pieces, or as `query` does, and then the transaction
 * can only be rolled back. When `signal` aborts the statement is cancelled, also while it waits for a lock.
 */
export async function copyIn(
  runner: QueryRunner,
  statement: string,
  pieces: AsyncIterable<Buffer> | Iterable<Buffer>,
  signal?: AbortSignal,
): Promise<void> {
  signal?.throwIfAborted();
  const client = (await runner.connect()) as pg.PoolClient & { processID: number };
  let fault: unknown;
  async function* guarded() {
    try {
      yield* pieces;
    } catch (error) {
      fault = error;
      // What the stream fails with is told to the server, which may log it: nothing of the pieces, then.
      throw new Error('the sender failed', { cause: error });
    }
  }
  const cancel = () => void cancelStatement(runner.dataSource, client.processID);
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    await pipeline(guarded, client.query(copyFrom(statement, { highWaterMark: AHEAD_BYTES })));
  } catch (error) {
    throw fault ?? error;
  } finally {
    signal?.removeEventListener('abort', cancel);
  }
}
