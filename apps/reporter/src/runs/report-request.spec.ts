import { describe, expect, it } from '@jest/globals';
import { type ApiError, parseRequest } from '@trailkeeper/http';
import { REPORT_KINDS } from '../reports/index.js';
import { reportRequestSchema } from './report-request.js';
import { runParameters } from './run-parameters.js';

const REQUEST = { kind: 'event-coverage', service: 'kms', from: '2026-09-01', to: '2026-10-01' };

function errorsOf(changes: object) {
  try {
    parseRequest(reportRequestSchema, { ...REQUEST, ...changes });
  } catch (error) {
    return (error as ApiError).extra.errors ?? [];
  }
  return [];
}

describe('a report request', () => {
  it('takes any location and account that the database can hold', () => {
    expect(errorsOf({ location: 'zoë 😀', account: '-' })).toEqual([]);
  });

  it('is resolved: dates to instants in the zone, formats named once', () => {
    const body = parseRequest(reportRequestSchema, { ...REQUEST, timeZone: 'europe/berlin', formats: ['csv', 'csv'] });
    expect(runParameters(body)).toEqual({
      service: 'kms',
      from: '2026-08-31T22:00:00.000Z',
      to: '2026-09-30T22:00:00.000Z',
      timeZone: 'Europe/Berlin',
      location: null,
      account: null,
      formats: ['csv'],
    });
  });

  it.each([
    ['an unknown kind', { kind: 'logins' }, 'kind', /.*/, REPORT_KINDS.map((kind) => kind.id)],
    ['an unknown service', { service: 'cos' }, 'service', /.*/, expect.arrayContaining(['all', 'key-protect', 'kms'])],
    ['an unknown format', { formats: ['xls'] }, 'formats[0]', /.*/, ['pdf', 'csv']],
    ['no format', { formats: [] }, 'formats', /.*/, undefined],
    [
      'an unknown zone',
      { timeZone: 'Europe/Atlantis' },
      'timeZone',
      /IANA time zone such as Europe\/Berlin/,
      undefined,
    ],
    ['an inverted period', { to: '2026-08-01' }, 'to', /must be later than "from"/, undefined],
    ['an equal period', { to: '2026-09-01' }, 'to', /must be later than "from"/, undefined],
    ['a period of no length after its zone', { to: '2026-09-01T00:00:00Z' }, 'to', /later/, undefined],
    ['a bad moment', { from: 'yesterday' }, 'from', /RFC 3339/, undefined],
    ['a missing moment', { from: undefined }, 'from', /Required/, undefined],
    ['a period before 2000', { from: '1999-01-01' }, 'from', /2000/, undefined],
    ['a period without end', { to: '9999-01-01' }, 'to', /2100/, undefined],
    ['an empty location', { location: '' }, 'location', /.*/, undefined],
    ['a location with NUL', { location: 'us\0south' }, 'location', /NUL/, undefined],
    ['an account with half a pair', { account: 'a\ud800' }, 'account', /surrogate/, undefined],
    ['an unknown field', { period: 'x' }, 'period', /Unknown/, expect.arrayContaining(['kind', 'service'])],
  ])('with %s is refused, naming the field', (_, changes, field, message, allowed) => {
    expect(errorsOf(changes)).toEqual([
      { field, message: expect.stringMatching(message), ...(allowed === undefined ? {} : { allowed }) },
    ]);
  });
});
