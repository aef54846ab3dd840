import { scopeServices } from '@trailkeeper/catalog';
import pg from 'pg';

/** What a report would have to do without counts: read every event of its services and period. */
const COUNT_ROWS = `
select event.action, event.outcome, count(*), min(event.occurred_at), max(event.occurred_at)
from audit_event event
where event.occurred_at >= $1 and event.occurred_at < $2
  and exists (select from unnest($3::text[]) as prefix where starts_with(event.action, prefix))
group by event.action, event.outcome
`;

/** Seconds that PostgreSQL takes to count a family's events of a period from the events themselves. */
export async function timeCountBaseline(ownerUrl: string, scope: string, from: Date, to: Date): Promise<number> {
  const prefixes = (scopeServices(scope) ?? []).map((service) => `${service.id}.`);
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const startedAt = performance.now();
    await client.query(COUNT_ROWS, [from, to, prefixes]);
    return (performance.now() - startedAt) / 1000;
  } finally {
    await client.end();
  }
}
