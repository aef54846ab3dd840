import type { ReportFormat } from '@trailkeeper/contract';
import { getMoment } from '../reports/period/parse-moment.js';
import { findTimeZone } from '../reports/period/time-zone.js';
import type { ReportRequest } from '../reports/report-kind.js';
import type { ReportRequestBody } from './report-request.js';

/** What a run keeps of its request (`report_run.parameters`): all resolved, so that it means the same for ever. */
export interface RunParameters {
  service: string;
  /** Instants in UTC. */
  from: string;
  to: string;
  timeZone: string;
  location: string | null;
  account: string | null;
  formats: ReportFormat[];
}

/** Resolves a checked request: dates become instants, formats are named once. */
export function runParameters(body: ReportRequestBody): RunParameters {
  const timeZone = findTimeZone(body.timeZone);
  if (timeZone === undefined) throw new Error(`time zone ${body.timeZone} was not checked`);
  return {
    service: body.service,
    from: getMoment(body.from, timeZone).toISOString(),
    to: getMoment(body.to, timeZone).toISOString(),
    timeZone,
    location: body.location ?? null,
    account: body.account ?? null,
    formats: [...new Set(body.formats)],
  };
}

/** The same as report kinds take it. */
export function requestOf({ service, from, to, timeZone, location, account }: RunParameters): ReportRequest {
  return { service, from: new Date(from), to: new Date(to), timeZone, location, account };
}
