import type { AuditEvent } from '@trailkeeper/contract';

/** A row for `activity_delta`; times as in `AuditEvent`. */
export interface ActivityCount {
  bucket: string;
  of: AuditEvent;
  events: number;
  firstSeen: string;
  lastSeen: string;
}

/** How many events of each kind happened in each 15 minutes, of events in the order of their time. Pure. */
export function countActivity(events: readonly AuditEvent[]): ActivityCount[] {
  const counts = new Map<string, ActivityCount>();
  for (const event of events) {
    const { occurredAt, action, emitter, location, account, outcome } = event;
    const bucket = bucketOf(occurredAt);
    const key = `${bucket}\n${action}\n${emitter}\n${location}\n${account}\n${outcome}`;
    const count = counts.get(key);
    if (count) {
      count.events += 1;
      count.lastSeen = occurredAt;
    } else {
      counts.set(key, { bucket, of: event, events: 1, firstSeen: occurredAt, lastSeen: occurredAt });
    }
  }
  return [...counts.values()];
}

/** The quarter of an hour that a time is in. */
function bucketOf(occurredAt: string): string {
  const quarter = Math.floor(Number(occurredAt.slice(14, 16)) / 15) * 15;
  return `${occurredAt.slice(0, 14)}${quarter === 0 ? '00' : quarter}:00Z`;
}
