import pg from 'pg';

/** Does what autovacuum does within a minute or two of any import: reports and searches are not asked for sooner. */
export async function analyzeTrail(ownerUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query('vacuum (analyze)');
  } finally {
    await client.end();
  }
}
