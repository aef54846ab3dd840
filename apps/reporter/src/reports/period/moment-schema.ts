import { z } from 'zod';
import { parseMoment } from './parse-moment.js';

/** What `momentSchema` takes, for descriptions and messages; `zone` is where a date is a day. */
export function momentExpected(zone: string): string {
  return (
    `a date (2026-09-01: the start of that day in ${zone}) or an RFC 3339 time with at most milliseconds ` +
    '(2026-09-01T00:00:00Z)'
  );
}

/** A text that `parseMoment` reads, in whichever zone, kept as it came; `expected` is said of any other. */
export function momentSchema(expected: string) {
  return z.string().refine((text) => parseMoment(text, 'UTC') !== undefined, { error: `Give ${expected}.` });
}
