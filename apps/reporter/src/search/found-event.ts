import { describeAction } from '@trailkeeper/catalog';
import type { FoundEvent } from '@trailkeeper/contract';
import { instantText } from '@trailkeeper/database';
import { eventIdOf } from './event-id.js';

/** What a row of `FOUND_EVENT` has. */
export interface FoundEventRow extends Omit<FoundEvent, 'id' | 'service' | 'family' | 'catalogStatus'> {
  emitter: string;
  contentHash: string;
}

/** The select list that `toFoundEvent` reads, of `audit_event event join ingest_batch batch on batch.id = event.batch_id`. */
export const FOUND_EVENT = `
  ${instantText('event.occurred_at')} as "occurredAt", encode(event.content_hash, 'hex') as "contentHash",
  ${instantText('batch.arrived_at')} as "arrivedAt", event.action, event.emitter, event.outcome, event.severity,
  event.data_event as "dataEvent", event.location, event.account, event.initiator_id as "initiatorId",
  event.initiator_name as "initiatorName", event.initiator_address as "initiatorAddress",
  event.target_id as "targetId", event.target_name as "targetName", event.target_type as "targetType",
  event.correlation_id as "correlationId", event.reason_code as "reasonCode", event.reason_text as "reasonText",
  event.message
`;

/** An event as it is answered: what the row says, and what the catalog makes of its action. Pure. */
export function toFoundEvent(row: FoundEventRow): FoundEvent {
  const { service, family, status } = describeAction(row.action, row.emitter);
  return {
    id: eventIdOf(row),
    occurredAt: row.occurredAt,
    arrivedAt: row.arrivedAt,
    action: row.action,
    service,
    family: family ?? null,
    catalogStatus: status,
    outcome: row.outcome,
    severity: row.severity,
    dataEvent: row.dataEvent,
    location: row.location,
    account: row.account,
    initiatorId: row.initiatorId,
    initiatorName: row.initiatorName,
    initiatorAddress: row.initiatorAddress,
    targetId: row.targetId,
    targetName: row.targetName,
    targetType: row.targetType,
    correlationId: row.correlationId,
    reasonCode: row.reasonCode,
    reasonText: row.reasonText,
    message: row.message,
  };
}
