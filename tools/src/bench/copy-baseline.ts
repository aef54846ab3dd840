import { once } from 'node:events';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { unpackBody } from '@trailkeeper/database';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { median } from './quantile.js';

/** Rows a second that PostgreSQL takes by `COPY` over one connection, all prepared beforehand, medians. */
export interface CopyBaseline {
  /** The same rows into the same columns, bodies packed, with only the unique keys. */
  asStored: number;
  /** The same rows with each body as text in its row, and nothing to search by: what storing them plainly would cost. */
  plain: number;
}

/** So many are enough for a rate, and fit in memory. */
const MAX_ROWS = 100_000;
const ROUNDS = 5;

const COLUMNS = `occurred_at, content_hash, batch_id, action, emitter, outcome, severity, data_event, location, account,
  initiator_id, initiator_name, initiator_address, target_id, target_name, target_type, correlation_id, reason_code,
  reason_text, message, search_terms, body_pack, body_offset, body_length`;

/** The oldest events, whose packs lie side by side too. */
const MAKE_SAMPLE = `
create table bench_sample as
select audit_event.* from audit_event order by audit_event.occurred_at limit ${MAX_ROWS};
create table bench_sample_body as
select event_body.* from event_body
where event_body.batch_id in (select distinct bench_sample.batch_id from bench_sample);
create table bench_copy (like audit_event including defaults, primary key (occurred_at, content_hash));
create table bench_copy_body (like event_body including defaults, primary key (occurred_on, batch_id, pack))
`;

const DROP_SAMPLE = 'drop table if exists bench_sample, bench_sample_body, bench_copy, bench_copy_body';

const FIND_BODIES = `
select event_body.content, array_agg(sample.key) as "keys", array_agg(sample.body_offset) as "offsets",
       array_agg(sample.body_length) as "lengths"
from bench_sample_body event_body
join (
  select encode(bench_sample.content_hash, 'hex') as key, bench_sample.*,
         (bench_sample.occurred_at at time zone 'UTC')::date as occurred_on
  from bench_sample
) sample
  on sample.occurred_on = event_body.occurred_on and sample.batch_id = event_body.batch_id and sample.body_pack = event_body.pack
group by event_body.occurred_on, event_body.batch_id, event_body.pack, event_body.content
`;

/** Copies stored events anew, from memory, into tables of their own. */
export async function timeCopyBaseline(ownerUrl: string): Promise<CopyBaseline> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query(DROP_SAMPLE);
    await client.query(MAKE_SAMPLE);
    const packed = await readOut(client, `copy (select ${COLUMNS} from bench_sample) to stdout`);
    const bodies = await readOut(client, 'copy bench_sample_body to stdout');
    const plain = await plainRows(client);
    const rates = { asStored: [] as number[], plain: [] as number[] };
    for (let round = 0; round < ROUNDS; round += 1) {
      rates.asStored.push(
        await rateOf(client, [
          [`copy bench_copy (${COLUMNS}) from stdin`, packed],
          ['copy bench_copy_body from stdin', bodies],
        ]),
      );
      rates.plain.push(await rateOf(client, [[`copy bench_copy (${COLUMNS}, body) from stdin`, plain]]));
    }
    await client.query(DROP_SAMPLE);
    return { asStored: median(rates.asStored), plain: median(rates.plain) };
  } finally {
    await client.end();
  }
}

/** Of the first copy's rows, over the time of all. */
async function rateOf(client: pg.Client, copies: [statement: string, pieces: Buffer[]][]): Promise<number> {
  await client.query('truncate bench_copy, bench_copy_body; checkpoint');
  const rows: number[] = [];
  const startedAt = performance.now();
  for (const [statement, pieces] of copies) {
    const writing = client.query(copyFrom(statement));
    await pipeline(Readable.from(pieces), writing);
    rows.push(writing.rowCount);
  }
  return rows[0]! / ((performance.now() - startedAt) / 1000);
}

async function readOut(client: pg.Client, statement: string): Promise<Buffer[]> {
  const pieces: Buffer[] = [];
  const reading = client.query(copyTo(statement));
  reading.on('data', (piece: Buffer) => pieces.push(piece));
  await once(reading, 'end');
  return pieces;
}

/** The sample's rows with their bodies behind, in the text format of COPY. */
async function plainRows(client: pg.Client): Promise<Buffer[]> {
  const bodies = new Map<string, string>();
  const { rows } = await client.query<{ content: Buffer; keys: string[]; offsets: number[]; lengths: number[] }>(
    FIND_BODIES,
  );
  for (const { content, keys, offsets, lengths } of rows) {
    for (const [at, key] of keys.entries()) {
      const body = unpackBody(content, { offset: offsets[at]!, length: lengths[at]! }).toString();
      bodies.set(
        key,
        body.replace(/[\\\t\n\r]/g, (character) => ESCAPES[character]!),
      );
    }
  }
  const columns = COLUMNS.replace('search_terms, body_pack, body_offset, body_length', 'null, null, null, null');
  const text = Buffer.concat(await readOut(client, `copy (select ${columns} from bench_sample) to stdout`)).toString();
  const lines = text.split('\n').slice(0, -1);
  return lines.map((line) => Buffer.from(`${line}\t${bodies.get(line.split('\t')[1]!.slice(3)) ?? ''}\n`));
}

const ESCAPES: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };
