import { z } from 'zod';
import { findTimeZone } from './time-zone.js';

/** The name of a zone that `findTimeZone` knows, kept as it came. */
export const timeZoneSchema = z.string().refine((name) => findTimeZone(name) !== undefined, {
  error: ({ input }) =>
    `"${String(input).slice(0, 64)}" is not a known time zone; give an IANA time zone such as Europe/Berlin.`,
});
