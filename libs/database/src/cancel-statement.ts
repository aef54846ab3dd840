import type { DataSource } from 'typeorm';
import { execute } from './query.js';

/**
 * Asks the server to end what another session of the same role is doing, by its process id. Nothing happens when it does
 * nothing; when the request does not get through, the statement runs into its own limits.
 */
export async function cancelStatement(dataSource: DataSource, pid: number): Promise<void> {
  await execute(dataSource, CANCEL_STATEMENT, [pid]).catch(() => undefined);
}

const CANCEL_STATEMENT = `
select pg_cancel_backend($1)
`;
