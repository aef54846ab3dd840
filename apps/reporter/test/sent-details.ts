import { execute } from '@trailkeeper/database';
import type { DataSource } from 'typeorm';
import { type SentEvent, insertEvents } from './sent-event.js';

/** An event as the collector would have stored it, with who did what to what. */
export interface DetailedEvent extends SentEvent {
  initiatorId: string | null;
  initiatorName?: string | null;
  initiatorAddress?: string | null;
  targetId?: string | null;
  targetName?: string | null;
  targetType?: string | null;
  correlationId?: string | null;
  reasonCode?: number | null;
  reasonText?: string | null;
}

/**
 * Stores events with what `insertEvents` leaves out, found again by `occurredAt`, which must differ from event to event.
 * To be run as the owner.
 */
export async function insertDetailedEvents(owner: DataSource, events: readonly DetailedEvent[]): Promise<void> {
  await insertEvents(owner, events);
  await execute(owner, ADD_DETAILS, [JSON.stringify(events)]);
}

const ADD_DETAILS = `
update audit_event
set initiator_id = sent."initiatorId", initiator_name = sent."initiatorName",
    initiator_address = sent."initiatorAddress", target_id = sent."targetId", target_name = sent."targetName",
    target_type = sent."targetType", correlation_id = sent."correlationId", reason_code = sent."reasonCode",
    reason_text = sent."reasonText"
from json_to_recordset($1) as sent (
  "occurredAt" timestamptz, "initiatorId" text, "initiatorName" text, "initiatorAddress" text, "targetId" text,
  "targetName" text, "targetType" text, "correlationId" text, "reasonCode" integer, "reasonText" text
)
where audit_event.occurred_at = sent."occurredAt"
`;
