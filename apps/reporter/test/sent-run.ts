import { createHash } from 'node:crypto';
import type { RunStatus } from '@trailkeeper/contract';
import { execute, query } from '@trailkeeper/database';
import type { DataSource } from 'typeorm';
import { CHUNK_BYTES, inChunks } from '../src/runs/copy-chunks.js';

/** A run as the reporter would have left it; of a done one the one file `name` with `content`, and a document. */
export interface SentRun {
  kind: string;
  service: string;
  from: string;
  to: string;
  timeZone: string;
  location: string | null;
  account: string | null;
  status: RunStatus;
  requestedBy: string;
  requestedAt: string;
  finishedAt: string;
  name: string;
  content: Buffer;
}

/** Stores a run, done unless said otherwise, and gives its id; only what matters to a test is to be given. Nobody claims it. */
export async function insertRun(owner: DataSource, changes: Partial<SentRun> = {}): Promise<string> {
  const run = { ...RUN, ...changes };
  const { kind, service, from, to, timeZone, location, account, status, requestedBy, requestedAt, finishedAt } = run;
  const parameters = JSON.stringify({ service, from, to, timeZone, location, account, formats: ['csv'] });
  const [row] = await query<{ id: string }>(owner, INSERT_RUN, [
    ...[kind, parameters, status, requestedBy, requestedAt],
    status === 'done' || status === 'failed' ? finishedAt : null,
    status === 'failed' ? 'The database was not able to answer (53300).' : null,
  ]);
  if (row === undefined) throw new Error('the run was not stored');
  if (status === 'done') await insertContents(owner, row.id, run);
  return row.id;
}

async function insertContents(owner: DataSource, runId: string, { name, content }: SentRun): Promise<void> {
  const sha256 = createHash('sha256').update(content).digest('hex');
  const [file] = await query<{ id: string }>(owner, INSERT_FILE, [runId, name, content.length, sha256]);
  async function* whole() {
    yield content;
  }
  let seq = 0;
  for await (const chunk of inChunks(whole())) {
    await execute(owner, 'insert into report_file_chunk (file_id, seq, content) values ($1, $2, $3)', [
      file?.id,
      seq++,
      chunk,
    ]);
  }
  await execute(owner, `insert into report_document (run_id, document) values ($1, '{}')`, [runId]);
}

const RUN: SentRun = {
  kind: 'event-coverage',
  service: 'kms',
  from: '2026-09-01T00:00:00.000Z',
  to: '2026-10-01T00:00:00.000Z',
  timeZone: 'UTC',
  location: null,
  account: null,
  status: 'done',
  requestedBy: 'administrator',
  requestedAt: '2026-10-02T08:00:00Z',
  finishedAt: '2026-10-02T08:01:00Z',
  name: 'report.csv',
  content: Buffer.alloc(CHUNK_BYTES + 10, 'x'),
};

const INSERT_RUN = `
insert into report_run (kind, parameters, status, requested_by, requested_at, finished_at, failure, leased_until, fence)
values ($1, $2, $3, $4, $5, $6, $7, case when $3 in ('queued', 'running') then timestamptz '2100-01-01Z' end, 1)
returning report_run.id
`;

const INSERT_FILE = `
insert into report_file (run_id, fence, name, format, media_type, bytes, sha256)
values ($1, 1, $2, 'csv', 'text/csv', $3, $4)
returning report_file.id
`;
