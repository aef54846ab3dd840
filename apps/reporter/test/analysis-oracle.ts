import { OUTCOMES } from '@trailkeeper/catalog';
import type { EventHistogram, HistogramInterval, TopItem, TopSubject } from '@trailkeeper/contract';
import type { SentEvent } from './sent-event.js';

/** Events by outcome, of the intervals that have any: `2026-10-04 success 3`. Told by the calendar that JavaScript has. */
export function countsByInterval(
  events: readonly SentEvent[],
  interval: HistogramInterval,
  timeZone: string,
): string[] {
  const counts = new Map<string, number>();
  for (const { occurredAt, outcome } of events) {
    const key = `${intervalName(occurredAt, interval, timeZone)} ${outcome}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].map(([key, count]) => `${key} ${count}`).sort();
}

/** The same of an answer. */
export function countsOf({ buckets, interval, timeZone }: EventHistogram): string[] {
  const lines = buckets.flatMap((bucket) =>
    OUTCOMES.filter((outcome) => bucket[outcome] > 0).map(
      (outcome) => `${intervalName(new Date(bucket.from), interval, timeZone)} ${outcome} ${bucket[outcome]}`,
    ),
  );
  return lines.sort();
}

/** Which hour, day, week or month a moment lies in; an hour that comes twice is told by its offset. */
export function intervalName(moment: Date, interval: HistogramInterval, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('sv', {
    ...{ timeZone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' },
    timeZoneName: 'longOffset',
  }).formatToParts(moment);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  const date = `${part('year')}-${part('month')}-${part('day')}`;
  switch (interval) {
    case 'hour':
      return `${date} ${part('hour')} ${part('timeZoneName')}`;
    case 'day':
      return date;
    case 'week': {
      const day = new Date(`${date}T00:00:00Z`);
      return new Date(day.getTime() - ((day.getUTCDay() + 6) % 7) * 86_400_000).toISOString().slice(0, 10);
    }
    case 'month':
      return date.slice(0, 7);
  }
}

/** Every value of some events, the most frequent first, and how many have none. */
export function topOf(events: readonly SentEvent[], by: TopSubject): { items: TopItem[]; without: number } {
  const items = new Map<string, TopItem>();
  let without = 0;
  for (const event of events) {
    const [value, label, type] = valueOf(event, by);
    if (value === null) {
      without += 1;
      continue;
    }
    const key = JSON.stringify([value, label, type]);
    const seen = event.occurredAt.toISOString().replace('Z', '000Z');
    const item = items.get(key) ?? { value, label, type, events: 0, failures: 0, firstSeen: seen, lastSeen: seen };
    item.events += 1;
    if (event.outcome === 'failure') item.failures += 1;
    if (seen < item.firstSeen) item.firstSeen = seen;
    if (seen > item.lastSeen) item.lastSeen = seen;
    items.set(key, item);
  }
  return { items: [...items.values()].sort(mostFrequentFirst), without };
}

function valueOf(event: SentEvent, by: TopSubject): [value: string | null, label: string | null, type: string | null] {
  const { action, initiatorId, initiatorName, targetId, targetName, targetType, reasonCode, reasonText } = event;
  if (by === 'action') return [action, null, null];
  if (by === 'initiator') return [initiatorId ?? initiatorName ?? null, initiatorName ?? null, null];
  if (by === 'target') return [targetId ?? targetName ?? null, targetName ?? null, targetType ?? null];
  return [reasonCode?.toString() ?? reasonText ?? null, reasonText ?? null, null];
}

function mostFrequentFirst(one: TopItem, other: TopItem): number {
  const order = (a: string | null, b: string | null) => Buffer.compare(Buffer.from(a ?? ''), Buffer.from(b ?? ''));
  return (
    other.events - one.events ||
    order(one.value, other.value) ||
    order(one.label, other.label) ||
    order(one.type, other.type)
  );
}
