import pg from 'pg';
import { OWNER } from './init-cluster.js';

/**
 * Makes the database `trailkeeper` of a new cluster and answers its URL. Fails clearly when the stored password is not
 * the server's.
 */
export async function ensureDatabase(port: number, password: string): Promise<string> {
  const client = new pg.Client({ connectionString: urlOf(port, password, 'postgres') });
  try {
    await client.connect();
    const found = await client.query('select from pg_database where pg_database.datname = $1', [DATABASE]);
    if (found.rowCount === 0) await client.query(`create database ${DATABASE}`);
  } catch (error) {
    if ((error as { code?: string }).code !== '28P01') throw error;
    throw new Error(
      `The embedded PostgreSQL refuses the owner password that is stored beside its data. Set it back with: alter role ` +
        `${OWNER} password '…', or restore the file trailkeeper-owner-password.`,
      { cause: error },
    );
  } finally {
    await client.end();
  }
  return urlOf(port, password, DATABASE);
}

const DATABASE = 'trailkeeper';

function urlOf(port: number, password: string, database: string): string {
  return `postgres://${OWNER}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
}
