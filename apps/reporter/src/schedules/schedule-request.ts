import { storableText, writtenLine } from '@trailkeeper/http';
import { z } from 'zod';
import { momentExpected, momentSchema } from '../reports/period/moment-schema.js';
import { timeZoneSchema } from '../reports/period/time-zone-schema.js';
import { PRESETS } from './presets/index.js';
import { workFields } from './work-fields.js';

/** The body that makes a schedule, takes the place of one, or is previewed. */
export const scheduleRequestSchema = z
  .strictObject({
    name: writtenLine(100).describe('Of no other schedule.'),
    preset: z
      .enum(PRESETS.map(({ id }) => id))
      .nullish()
      .describe('Says what this request does not say of reports, services, formats, period, when and settling time.'),
    ...workFields,
    location: storableText(200).nullish().describe('Only events of this location.'),
    account: storableText(200).nullish().describe('Only events of this account.'),
    timeZone: timeZoneSchema.describe('IANA time zone, such as Europe/Berlin: of due times, periods and reports.'),
    targets: targetsSchema('Name at least one delivery target: a bundle must go somewhere.').describe(
      'Delivery targets that get the bundle.',
    ),
    noticeTargets: targetsSchema('Name at least one, or leave it out: the targets are told then.')
      .optional()
      .describe('Delivery targets that tell the owner of a slot that failed; without it those that get the bundle.'),
    owner: writtenLine(200).optional().describe('Who answers for it; without it the caller.'),
    enabledFrom: boundSchema().describe('Not due before; in the past it changes nothing.'),
    enabledUntil: boundSchema().describe('Not due at or after.'),
  })
  .refine(...unlessPreset('reports'))
  .refine(...unlessPreset('services'))
  .refine(...unlessPreset('period'))
  .refine(...unlessPreset('when'));

export type ScheduleRequestBody = z.output<typeof scheduleRequestSchema>;

type Body = Readonly<Record<string, unknown>>;
type When = (payload: z.core.ParsePayload) => boolean;

/** Told with the faults of other fields, not after they are mended. */
function unlessPreset(field: string): [(body: Body) => boolean, { path: string[]; error: string; when: When }] {
  const isGiven = (body: Body) => typeof body['preset'] === 'string' || body[field] !== undefined;
  const when: When = ({ value, issues }) =>
    typeof value === 'object' && value !== null && !issues.some(({ path }) => path?.[0] === field);
  return [isGiven, { path: [field], error: 'Required, unless a preset is named.', when }];
}

/** 20: each is delivered to and told of on its own. */
function targetsSchema(whenEmpty: string) {
  const id = z.uuid({ error: 'Give the id of a delivery target, as /v1/delivery-targets lists it.' });
  return z.array(id.toLowerCase()).min(1, { error: whenEmpty }).max(20);
}

function boundSchema() {
  return momentSchema(momentExpected('timeZone')).nullish();
}
