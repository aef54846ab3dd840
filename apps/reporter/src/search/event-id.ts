/** What an event is known by: its time, RFC 3339 in UTC with six decimals, and the SHA-256 of its content in hexadecimal. */
export interface EventKey {
  readonly occurredAt: string;
  readonly contentHash: string;
}

/** The id of an event in addresses and answers: `2026-09-15T10:00:07.250000Z_ab12…`. Pure. */
export function eventIdOf({ occurredAt, contentHash }: EventKey): string {
  return `${occurredAt}_${contentHash}`;
}

/** Reads what `eventIdOf` writes; undefined for any other text, and for a time no event can have. Pure. */
export function maybeEventId(text: string): EventKey | undefined {
  const [, occurredAt, contentHash] = EVENT_ID.exec(text) ?? [];
  if (occurredAt === undefined || contentHash === undefined) return undefined;
  return isMoment(occurredAt) ? { occurredAt, contentHash } : undefined;
}

const EVENT_ID = /^([2-9]\d{3}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z)_([0-9a-f]{64})$/;

/** `Date` takes 31 February for a day of March, and 24:00 for the next day: what it writes then is another text. */
function isMoment(occurredAt: string): boolean {
  const milliseconds = `${occurredAt.slice(0, 23)}Z`;
  const moment = new Date(milliseconds);
  return !Number.isNaN(moment.getTime()) && moment.toISOString() === milliseconds;
}
