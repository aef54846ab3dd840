import pg from 'pg';

/** What a report would have to do without counts: read every event of the period. */
const COUNT_ROWS = `
select event.action, event.emitter, event.outcome, count(*), min(event.occurred_at), max(event.occurred_at)
from audit_event event
where event.occurred_at >= $1 and event.occurred_at < $2
group by event.action, event.emitter, event.outcome
`;

/** Seconds that PostgreSQL takes to count a period's events from the events themselves. */
export async function timeCountBaseline(ownerUrl: string, { from, to }: { from: Date; to: Date }): Promise<number> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const startedAt = performance.now();
    await client.query(COUNT_ROWS, [from, to]);
    return (performance.now() - startedAt) / 1000;
  } finally {
    await client.end();
  }
}
