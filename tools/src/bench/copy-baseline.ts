import { once } from 'node:events';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';

const MAKE_COPY = `create table bench_copy (like audit_event including defaults, primary key (occurred_at, content_hash))`;
/** So many are enough for a rate, and fit in memory. */
const MAX_ROWS = 200_000;

const READ_ROWS = `copy (select * from audit_event limit ${MAX_ROWS}) to stdout`;
const WRITE_ROWS = `copy bench_copy from stdin`;
const DROP_COPY = `drop table if exists bench_copy`;

/**
 * The fastest way PostgreSQL takes the same rows: `COPY` of stored events (at most 200,000), prepared beforehand, over one
 * connection into a table with the same columns and only the unique key. Answers rows a second.
 */
export async function timeCopyBaseline(ownerUrl: string): Promise<number> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query(DROP_COPY);
    await client.query(MAKE_COPY);
    const chunks: Buffer[] = [];
    const reading = client.query(copyTo(READ_ROWS));
    reading.on('data', (chunk: Buffer) => chunks.push(chunk));
    await once(reading, 'end');

    const startedAt = performance.now();
    const writing = client.query(copyFrom(WRITE_ROWS));
    await pipeline(Readable.from(chunks), writing);
    const seconds = (performance.now() - startedAt) / 1000;
    await client.query(DROP_COPY);
    return writing.rowCount / seconds;
  } finally {
    await client.end();
  }
}
