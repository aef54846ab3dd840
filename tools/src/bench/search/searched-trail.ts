import { instantText, type SearchedEvent } from '@trailkeeper/database';
import pg from 'pg';

/** Of an event what searches ask for. */
export type SampledEvent = Omit<SearchedEvent, 'occurredAt'>;

export interface Span {
  from: Date;
  to: Date;
}

/** What random searches draw their values from. */
export interface SearchedTrail {
  /** As many of each kind as there are of it in the trail, in proportion. */
  events: readonly SampledEvent[];
  occurred: Span;
  /** When they arrived: a benchmark sends a month within minutes. */
  arrived: Span;
}

/** Samples the trail: the same events of the same trail, whenever and in whatever order they were stored. */
export async function sampleTrail(ownerUrl: string, occurred: Span): Promise<SearchedTrail> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const { rows: events } = await client.query<SampledEvent>(SAMPLE_EVENTS);
    const { rows } = await client.query<{ from: string; to: string }>(FIND_ARRIVALS);
    const [arrived] = rows;
    if (arrived === undefined || events.length === 0) throw new Error('there are no events to search');
    return { events, occurred, arrived: { from: new Date(arrived.from), to: new Date(arrived.to) } };
  } finally {
    await client.end();
  }
}

// A hash of the content is as good as chance.
const SAMPLE_EVENTS = `
select event.action, event.emitter, event.outcome, event.severity, event.location, event.account,
       event.initiator_id as "initiatorId", event.initiator_name as "initiatorName",
       event.initiator_address as "initiatorAddress", event.target_id as "targetId", event.target_name as "targetName",
       event.target_type as "targetType", event.correlation_id as "correlationId", event.reason_code as "reasonCode",
       event.reason_text as "reasonText", event.message
from audit_event event
order by event.content_hash, event.occurred_at
limit 10000
`;

const FIND_ARRIVALS = `
select ${instantText('min(batch.arrived_at)')} as "from", ${instantText('max(batch.arrived_at)')} as "to"
from ingest_batch batch
`;
