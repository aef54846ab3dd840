import { createHash } from 'node:crypto';
import type { AuditEvent } from '@trailkeeper/contract';
import type { Chunk } from '../src/events/parse/chunk-items.js';

let made = 0;

/** A parsed event like no other, with some fields as given. */
export function anAuditEvent(changes: Partial<AuditEvent> = {}): AuditEvent {
  made += 1;
  return {
    occurredAt: '2026-09-15T10:00:00.000000Z',
    contentHash: createHash('sha256').update(String(made)).digest('hex'),
    action: 'kms.secrets.create',
    emitter: '',
    outcome: 'success',
    severity: null,
    dataEvent: false,
    location: 'us-south',
    account: '67db3d7f',
    initiatorId: 'IBMid-ABC',
    initiatorName: null,
    initiatorAddress: null,
    targetId: null,
    targetName: null,
    targetType: null,
    correlationId: null,
    reasonCode: 201,
    reasonText: null,
    message: null,
    ...changes,
  };
}

/** A chunk of events, each with bytes of its own. */
export function chunkOf(...events: AuditEvent[]): Chunk {
  const items = events.map((event, index) => ({ index, event, bytes: Buffer.from(`{"n":${index}}`) }));
  return { events: items, duplicates: 0, quarantined: [] };
}
