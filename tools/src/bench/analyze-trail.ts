import pg from 'pg';

/** Gives the planner what autovacuum gives it within a minute or two of any import: reports are not asked for sooner. */
export async function analyzeTrail(ownerUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query('analyze');
  } finally {
    await client.end();
  }
}
