import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import type { QueryRunner } from 'typeorm';
import { cancelStatement } from './cancel-statement.js';

/** What a statement that takes no parameters can be given. */
export type LiteralValue = string | Date | null | readonly string[];

/**
 * The rows of a select in the text format of `COPY … TO STDOUT` (UTF-8, a line a row), in pieces that may end anywhere:
 * several times as fast as rows as objects, in memory that does not follow their number. It uses the runner's own
 * connection and so reads in its transaction; nothing else may be asked of the runner until it has ended.
 *
 * COPY takes no parameters: `$1` and so on in `select` become literals, quoted by the driver; write them only where a
 * value can stand. The server may log them when the statement fails. Times are given as the session's zone and style
 * say. A reader that stops early cancels the statement, and with it the transaction. Fails as `query` does.
 * `options` are COPY's own, such as `with (null '')`: never anything from outside.
 * Gives, in the end, how many rows the server says it sent.
 */
export async function* copyOut(
  runner: QueryRunner,
  select: string,
  params: readonly LiteralValue[] = [],
  options = '',
): AsyncGenerator<Buffer, number, undefined> {
  const client = (await runner.connect()) as pg.PoolClient & { processID: number };
  const stream = client.query(copyTo(`copy (${withLiterals(select, params)}) to stdout ${options}`));
  const ready = once(client, 'drain');
  ready.catch(() => undefined); // the reader of the rows hears of it too
  let isOver = false;
  stream.once('end', () => (isOver = true)).once('error', () => (isOver = true));
  try {
    // Destroying the stream would leave the connection in the middle of the answer.
    for await (const piece of stream.iterator({ destroyOnReturn: false })) yield piece as Buffer;
    // The last piece may come before the server is ready for the next statement.
    await ready;
    return stream.rowCount;
  } finally {
    if (!isOver) await abandon(stream, () => cancelStatement(runner.dataSource, client.processID));
  }
}

/** Has the statement cancelled and throws away what was on its way, so that the connection can be used again. */
async function abandon(stream: Readable, cancel: () => Promise<unknown>): Promise<void> {
  const ended = finished(stream).catch(() => undefined);
  // In this order: what is on its way comes so fast that it would hold up the word to stop.
  await cancel();
  stream.resume();
  await ended;
}

/** Fails on a `$n` without a value: a fault of ours. */
function withLiterals(select: string, params: readonly LiteralValue[]): string {
  return select.replace(/\$(\d+)/g, (placeholder, number: string) => {
    const value = params[Number(number) - 1];
    if (value === undefined) throw new Error(`the statement has ${placeholder}, and no value was given for it`);
    return literal(value);
  });
}

function literal(value: LiteralValue): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return pg.escapeLiteral(value);
  if (value instanceof Date) return pg.escapeLiteral(value.toISOString());
  return `array[${value.map((each) => pg.escapeLiteral(each)).join(', ')}]::text[]`;
}
