import type { JsonValue } from './json-value.js';

/** Where and whose an event is, from its `logSourceCRN`. */
export interface Origin {
  /** A region or zone; `global` where the CRN leaves it empty; `unknown` without a valid CRN. */
  location: string;
  account: string;
}

/**
 * Reads `crn:version:cname:ctype:service-name:location:scope:service-instance:resource-type:resource`, of which the
 * segments up to the scope are needed. Lenient where published events are: no `crn:`, empty or unusual `cname`.
 */
export function originOf(logSourceCrn: JsonValue | undefined): Origin {
  if (typeof logSourceCrn !== 'string') return UNKNOWN_ORIGIN;
  const text = logSourceCrn.trim();
  const [version, , , service, location, scope] = (text.startsWith('crn:') ? text.slice(4) : text).split(':', 7);
  if (version !== 'v1' || !service || location === undefined || scope === undefined) return UNKNOWN_ORIGIN;
  return {
    location: location === '' ? 'global' : SEGMENT.test(location) ? location : 'unknown',
    account: scope.startsWith('a/') && SEGMENT.test(scope.slice(2)) ? scope.slice(2) : 'unknown',
  };
}

const UNKNOWN_ORIGIN: Origin = { location: 'unknown', account: 'unknown' };

/** 128: no published name is longer than 36; the bound keeps index entries small. */
const SEGMENT = /^[A-Za-z0-9_.-]{1,128}$/;
