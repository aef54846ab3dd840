import type { RunStatus } from '@trailkeeper/contract';
import { query, type Queryable } from '@trailkeeper/database';
import type { RunParameters } from './run-parameters.js';

/** Puts a run in the queue. */
export async function createRun(
  db: Queryable,
  { kind, parameters, requestedBy }: { kind: string; parameters: RunParameters; requestedBy: string },
): Promise<{ id: string; status: RunStatus }> {
  const [row] = await query<{ id: string; status: RunStatus }>(db, INSERT_RUN, [
    kind,
    JSON.stringify(parameters),
    requestedBy,
  ]);
  if (row === undefined) throw new Error('the new run was not returned');
  return row;
}

const INSERT_RUN = `
insert into report_run (kind, parameters, requested_by)
values ($1, $2, $3)
returning report_run.id, report_run.status
`;
