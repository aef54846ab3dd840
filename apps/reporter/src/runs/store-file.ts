import { query, withTransaction } from '@trailkeeper/database';
import type { ReportFormat } from '@trailkeeper/contract';
import type { DataSource } from 'typeorm';
import { LeaseLostError } from '../leases/keep-lease.js';
import type { ClaimedRun } from './claim-run.js';
import { copyChunks, type Digest } from './copy-chunks.js';
import type { Lease } from './lease.js';

export interface NewFile {
  readonly name: string;
  readonly format: ReportFormat;
}

/**
 * Writes a file as it is produced, holding no more than a few chunks. It stays unseen until its run is finished, and a
 * process that dies leaves at most an empty file behind. Fails with LeaseLostError when the run is somebody else's.
 */
export async function storeFile(
  { dataSource, claimed, lease }: { dataSource: DataSource; claimed: ClaimedRun; lease: Pick<Lease, 'signal'> },
  file: NewFile,
  content: AsyncIterable<Buffer>,
): Promise<Digest & { fileId: string }> {
  const [row] = await query<{ id: string }>(dataSource, INSERT_FILE, [
    ...[claimed.id, claimed.fence, file.name, file.format, MEDIA_TYPES[file.format]],
  ]);
  if (row === undefined) throw new LeaseLostError(`run ${claimed.id} was taken over`);
  const chunked = { id: row.id, statement: COPY_CHUNKS, content, signal: lease.signal };
  try {
    const digest = await withTransaction(dataSource, 'READ COMMITTED', (runner) => copyChunks(runner, chunked));
    return { fileId: row.id, ...digest };
  } catch (error) {
    // The file was deleted by who took the run over.
    if ((error as { code?: unknown }).code !== FOREIGN_KEY_VIOLATION) throw error;
    throw new LeaseLostError(`run ${claimed.id} was taken over`, { cause: error });
  }
}

const MEDIA_TYPES: Record<ReportFormat, string> = {
  pdf: 'application/pdf',
  csv: 'text/csv; charset=utf-8; header=present',
};

const INSERT_FILE = `
insert into report_file (run_id, fence, name, format, media_type)
select run.id, run.fence, $3, $4, $5
from report_run run
where run.id = $1 and run.fence = $2 and run.status = 'running'
returning report_file.id
`;

const FOREIGN_KEY_VIOLATION = '23503';

const COPY_CHUNKS = `
copy report_file_chunk (file_id, seq, content) from stdin (format binary)
`;
