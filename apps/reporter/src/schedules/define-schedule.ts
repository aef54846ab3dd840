import type { ScheduleDefinition } from '@trailkeeper/contract';
import { ApiError, type FieldError } from '@trailkeeper/http';
import { getMoment } from '../reports/period/parse-moment.js';
import { findTimeZone } from '../reports/period/time-zone.js';
import { type DueRule, nextDue } from './due/due-times.js';
import { periodRuleOf } from './period/period-request.js';
import { findPreset } from './presets/index.js';
import type { ScheduleRequestBody } from './schedule-request.js';
import { readCron } from './when/read-cron.js';
import { type CalendarSettings, cronOf } from './when/when-request.js';

export interface DefiningContext {
  readonly now: Date;
  /** The caller's name. */
  readonly caller: string;
  readonly settings: CalendarSettings;
}

/**
 * A checked request with all said that it leaves to the preset, the settings and the caller, so that it means the same for
 * ever. Throws ApiError 400 for a schedule that is never due, or too often.
 */
export function defineSchedule(
  body: ScheduleRequestBody,
  { now, caller, settings }: DefiningContext,
): ScheduleDefinition {
  const { reports, services, formats, includeEvents, period, when, settlingTime } = withProposal(body);
  const timeZone = findTimeZone(body.timeZone);
  if (
    reports === undefined ||
    services === undefined ||
    period === undefined ||
    when === undefined ||
    timeZone === undefined
  ) {
    throw new Error('a request for a schedule was not checked');
  }
  const rule = periodRuleOf(period, settings);
  const read = readCron(cronOf(when, { ...settings, ...rule }), now);
  if (read.fault !== undefined)
    throw refused({ field: when.cron === undefined ? 'when' : 'when.cron', message: read.fault });
  const momentOf = (text: string | null | undefined) =>
    text === null || text === undefined ? null : getMoment(text, timeZone).toISOString();
  const due: DueRule = {
    cron: read.cron,
    timeZone,
    enabledFrom: momentOf(body.enabledFrom),
    enabledUntil: momentOf(body.enabledUntil),
  };
  const fault = windowFault(due, now);
  if (fault !== undefined) throw refused(fault);
  return {
    reports: [...new Set(reports)],
    services: [...new Set(services)],
    location: body.location ?? null,
    account: body.account ?? null,
    formats: [...new Set(formats ?? (['pdf', 'csv'] as const))],
    includeEvents: includeEvents ?? true,
    period: rule,
    ...due,
    settlingTime: settlingTime ?? 'PT2H',
    targets: [...new Set(body.targets)],
    noticeTargets: [...new Set(body.noticeTargets ?? body.targets)],
    owner: body.owner ?? caller,
    preset: body.preset ?? null,
  };
}

function withProposal(body: ScheduleRequestBody): ScheduleRequestBody {
  const proposal = typeof body.preset === 'string' ? findPreset(body.preset)?.proposal : undefined;
  return { ...proposal, ...definedOf(body) };
}

/** The fields that were given. */
function definedOf<Fields extends object>(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Fields;
}

/** Why a schedule is never due that would be but for its bounds. */
function windowFault(due: DueRule, now: Date): FieldError | undefined {
  const { enabledFrom, enabledUntil } = due;
  if (enabledFrom !== null && enabledUntil !== null && enabledFrom >= enabledUntil) {
    const message = `"enabledUntil" (${enabledUntil}) must be later than "enabledFrom" (${enabledFrom}).`;
    return { field: 'enabledUntil', message };
  }
  if (nextDue(due, now) !== undefined) return undefined;
  const first = nextDue({ ...due, enabledUntil: null }, now);
  if (first === undefined)
    return { field: 'enabledFrom', message: 'It is never due from then on. Give an earlier time.' };
  const message =
    `It is never due: the first due time from now on is ${first.toISOString()}, which is not before "enabledUntil" ` +
    `(${enabledUntil}). Give a later one, or leave it out.`;
  return { field: 'enabledUntil', message };
}

function refused(error: FieldError): ApiError {
  return new ApiError('invalid_request', 400, `The request is not valid: see errors for ${error.field}.`, {
    errors: [error],
  });
}
