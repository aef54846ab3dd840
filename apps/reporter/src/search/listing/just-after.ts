/** The next microsecond: what an event of this time ends before. Takes and gives RFC 3339 in UTC with six decimals. Pure. */
export function justAfter(occurredAt: string): string {
  const micros = Number(occurredAt.slice(20, 26)) + 1;
  const second = `${occurredAt.slice(0, 19)}Z`;
  if (micros < 1_000_000) return `${occurredAt.slice(0, 20)}${String(micros).padStart(6, '0')}Z`;
  return new Date(Date.parse(second) + 1_000).toISOString().replace('Z', '000Z');
}
