import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import type { RunningSystem } from '../../system/system.js';
import { peakMemoryMib } from '../peak-memory.js';
import { median } from '../quantile.js';

export interface MeasuredExport {
  rows: number;
  /** Medians. */
  perSecond: number;
  baselinePerSecond: number;
  /** Of the reporter by then; undefined where it cannot be read. */
  peakMib: number | undefined;
}

const ROUNDS = 3;

/**
 * Exports the whole trail as CSV, in turn with `COPY` of the same columns in the same order over one connection. One
 * export before tells that every event is in it. Call it before anything else that takes memory: a peak is of all the
 * reporter's life.
 */
export async function measureExport(system: RunningSystem): Promise<MeasuredExport> {
  const client = new pg.Client({ connectionString: system.ownerDatabaseUrl });
  await client.connect();
  try {
    const rows = await checkExport(system, client);
    const [took, baselineTook]: [number[], number[]] = [[], []];
    for (let round = 0; round < ROUNDS; round += 1) {
      baselineTook.push(await secondsOf(() => copyOnce(client)));
      took.push(await secondsOf(() => exportOnce(system, () => undefined)));
    }
    const reporter = system.processes.find(({ name }) => name === 'reporter');
    return {
      rows,
      perSecond: rows / median(took),
      baselinePerSecond: rows / median(baselineTook),
      peakMib: reporter && peakMemoryMib(reporter.pid),
    };
  } finally {
    await client.end();
  }
}

/** The made-up events have no line feed in any column: a record is a line. */
async function checkExport(system: RunningSystem, client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ events: string }>('select count(*) as "events" from audit_event');
  const events = Number(rows[0]?.events);
  let lines = 0;
  await exportOnce(system, (piece) => {
    for (let at = piece.indexOf(LINE_FEED); at !== -1; at = piece.indexOf(LINE_FEED, at + 1)) lines += 1;
  });
  if (lines !== events + 1) throw new Error(`the export of ${events} events has ${lines} lines`);
  return events;
}

/** Without `fetch`, whose streams would take more time than the reporter does. */
async function exportOnce({ reporterUrl, adminToken }: RunningSystem, onPiece: (piece: Buffer) => void): Promise<void> {
  const headers = { authorization: `Bearer ${adminToken}` };
  const request = get(`${reporterUrl}/v1/events/export?format=csv`, { headers });
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  answer.on('data', onPiece);
  await once(answer, 'end');
  if (answer.statusCode !== 200) throw new Error(`the reporter answered an export with ${answer.statusCode}`);
}

async function copyOnce(client: pg.Client): Promise<void> {
  const copying = client.query(copyTo(`copy (${SELECT}) to stdout`));
  copying.on('data', () => undefined);
  await once(copying, 'end');
}

async function secondsOf(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1000;
}

const LINE_FEED = 0x0a;

// What the export takes from the tables.
const SELECT = `
select event.occurred_at, event.content_hash, batch.arrived_at, event.action, event.emitter, event.outcome,
       event.severity, event.data_event, event.location, event.account, event.initiator_id, event.initiator_name,
       event.initiator_address, event.target_id, event.target_name, event.target_type, event.correlation_id,
       event.reason_code, event.reason_text, event.message
from audit_event event
join ingest_batch batch on batch.id = event.batch_id
order by event.occurred_at desc, event.content_hash desc
`;
