import { type BodyPlace, unpackBody } from '@trailkeeper/database';
import type { TestSystem } from './collector.js';

/** The bodies of all stored events with this action, by the time of the event. */
export async function storedBodies(system: TestSystem, action: string): Promise<string[]> {
  const found = await system.rows<BodyPlace & { action: string; content: Buffer }>(FIND_BODIES);
  return found.filter((one) => one.action === action).map((one) => unpackBody(one.content, one).toString());
}

const FIND_BODIES = `
select audit_event.action, event_body.content, audit_event.body_offset as "offset", audit_event.body_length as "length"
from audit_event
join event_body on event_body.occurred_on = (audit_event.occurred_at at time zone 'UTC')::date
  and event_body.batch_id = audit_event.batch_id and event_body.pack = audit_event.body_pack
order by audit_event.occurred_at, audit_event.content_hash
`;
