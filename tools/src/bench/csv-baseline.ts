import { once } from 'node:events';
import { deletionHeading } from '@trailkeeper/catalog';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';

/** The columns that the CSV takes from an event, in its order. */
const SELECT = `
select event.occurred_at, event.action, event.emitter, event.outcome, event.target_name, event.target_id, event.target_type,
       event.initiator_name, event.initiator_id, event.initiator_address, event.location, event.account,
       event.correlation_id, event.reason_code, event.reason_text
from audit_event event
where event.occurred_at >= FROM and event.occurred_at < TO and event.action = any(ACTIONS)
order by event.occurred_at, event.content_hash
`;

const FIND_ACTIONS = `
select activity.action, activity.outcome, sum(activity.events) as "events"
from activity
where activity.bucket >= $1 and activity.bucket < $2
group by activity.action, activity.outcome
order by activity.action, activity.outcome
`;

/** How fast PostgreSQL gives the deletions of a period: `COPY (select the same columns) TO STDOUT` over one connection. */
export async function timeCsvBaseline(
  ownerUrl: string,
  { from, to }: { from: Date; to: Date },
): Promise<{ rows: number; bytes: number; seconds: number }> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const counts = await client.query<{ action: string; outcome: string; events: string }>(FIND_ACTIONS, [from, to]);
    const deletions = counts.rows.filter(({ action, outcome }) => deletionHeading(action, outcome) !== undefined);
    const rows = deletions.reduce((sum, { events }) => sum + Number(events), 0);
    const literals = [...new Set(deletions.map(({ action }) => pg.escapeLiteral(action)))];
    const select = SELECT.replace('FROM and', `${pg.escapeLiteral(from.toISOString())} and`)
      .replace('TO and', `${pg.escapeLiteral(to.toISOString())} and`)
      .replace('ACTIONS', `array[${literals.join(', ')}]::text[]`);
    let bytes = 0;
    const startedAt = performance.now();
    const copying = client.query(copyTo(`copy (${select}) to stdout`));
    copying.on('data', (piece: Buffer) => (bytes += piece.length));
    await once(copying, 'end');
    return { rows, bytes, seconds: (performance.now() - startedAt) / 1000 };
  } finally {
    await client.end();
  }
}
