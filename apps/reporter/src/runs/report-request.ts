import { scopeIds } from '@trailkeeper/catalog';
import { REPORT_FORMATS, reportFormatSchema } from '@trailkeeper/contract';
import { storableText } from '@trailkeeper/http';
import { z } from 'zod';
import { REPORT_KINDS } from '../reports/index.js';
import { EARLIEST_MOMENT, LATEST_MOMENT } from '../reports/period/moment-bounds.js';
import { momentExpected, momentSchema } from '../reports/period/moment-schema.js';
import { parseMoment } from '../reports/period/parse-moment.js';
import { timeZoneSchema } from '../reports/period/time-zone-schema.js';
import { findTimeZone } from '../reports/period/time-zone.js';

const MOMENT = momentExpected('timeZone');

/** What every kind of report is asked with. The console builds its form from the JSON schema of this. */
export const reportParametersSchema = z.strictObject({
  service: z.enum(scopeIds()).describe('A service, a family of services, or `all`.'),
  from: momentSchema(MOMENT).describe(`Where the period begins, included. ${MOMENT}`),
  to: momentSchema(MOMENT).describe(`Where the period ends, excluded. ${MOMENT}`),
  formats: z
    .array(reportFormatSchema)
    .min(1)
    .max(REPORT_FORMATS.length)
    .default([...REPORT_FORMATS])
    .describe('The files to make. The CSV is always made and kept: the report quotes its row count and SHA-256.'),
  location: place('Only events of this location, such as `us-south`, `global` or `unknown`.'),
  account: place('Only events of this account.'),
  timeZone: timeZoneSchema
    .default('UTC')
    .describe('IANA time zone, such as Europe/Berlin: what days are in the report, and what its times are shown in.'),
});

/** The body of a report request. */
export const reportRequestSchema = reportParametersSchema
  .extend({ kind: z.enum(REPORT_KINDS.map(({ id }) => id)).describe('What the report says.') })
  .superRefine(({ from, to, timeZone }, context) => {
    const period = { from: parseMoment(from, zoneOf(timeZone)), to: parseMoment(to, zoneOf(timeZone)) };
    if (period.from === undefined || period.to === undefined) return;
    const fault = (field: string, message: string) =>
      context.addIssue({ code: 'custom', path: [field], message, input: undefined });
    if (period.from >= period.to)
      fault('to', `"to" (${to}) must be later than "from" (${from}); the period ends before "to".`);
    if (period.from.getTime() < EARLIEST_MOMENT.getTime() - DAY_MS)
      fault('from', '"from" must not be before 2000-01-01: no event older than that is kept.');
    if (period.to.getTime() > LATEST_MOMENT.getTime() + DAY_MS) fault('to', '"to" must not be after 2100-01-01.');
  });

export type ReportRequestBody = z.output<typeof reportRequestSchema>;

/** Where a day begins before UTC's, 2000 does so in 1999 there; where it begins after, so does 2100. */
const DAY_MS = 86_400_000;

/** 200 characters: longer than any location or account met. What cannot be stored no event can have. */
function place(description: string) {
  return storableText(200).optional().describe(description);
}

/** A wrong zone has its own error; the period is then checked as in UTC. */
function zoneOf(timeZone: string): string {
  return findTimeZone(timeZone) ?? 'UTC';
}
