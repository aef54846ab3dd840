import { EARLIEST_MOMENT, LATEST_MOMENT } from '../reports/period/moment-bounds.js';
import { parseMoment } from '../reports/period/parse-moment.js';

export interface AttestedFault {
  readonly field: 'from' | 'until';
  readonly message: string;
}

/** What is wrong with the time an attestation is to hold for. Texts that are no moments have their own error elsewhere. */
export function attestedFaults(times: { from?: string | undefined; until: string }, now: Date): AttestedFault[] {
  const until = parseMoment(times.until, 'UTC');
  const from = times.from === undefined ? undefined : parseMoment(times.from, 'UTC');
  const faults: AttestedFault[] = [];
  const fault = (field: AttestedFault['field'], message: string) => faults.push({ field, message });
  if (from !== undefined && from < EARLIEST_MOMENT)
    fault('from', '"from" must not be before 2000-01-01: no event older than that is kept. Leave it out for all time.');
  if (until === undefined) return faults;
  if (until <= now)
    fault('until', `"until" (${times.until}) must be in the future: what has ended cannot be attested.`);
  else if (until > LATEST_MOMENT)
    fault('until', '"until" must not be after 2100-01-01: give a date on which to look again.');
  else if (from !== undefined && until <= from)
    fault('until', `"until" (${times.until}) must be later than "from" (${times.from}).`);
  return faults;
}
