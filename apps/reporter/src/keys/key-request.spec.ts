import { describe, expect, it } from '@jest/globals';
import { SERVICES, scopeIds } from '@trailkeeper/catalog';
import { type ApiError, parseRequest } from '@trailkeeper/http';
import { keyRequestSchema, newKey } from './key-request.js';

function errorsOf(changes: object) {
  try {
    parseRequest(keyRequestSchema, { name: 'shipper', ...changes });
  } catch (error) {
    return (error as ApiError).extra.errors ?? [];
  }
  return [];
}

describe('a request to make a key', () => {
  it('is resolved: trimmed words, no service twice, an instant, no limit where none is given', () => {
    const body = parseRequest(keyRequestSchema, {
      name: '  shipper Frankfurt\n',
      services: ['kms', ' code-engine', 'kms'],
      locations: ['eu-de', 'global', 'eu-de'],
      expiresAt: '2099-01-01T02:00:00+02:00',
    });
    expect(newKey(body, 'administrator')).toEqual({
      name: 'shipper Frankfurt',
      services: ['kms', 'code-engine'],
      locations: ['eu-de', 'global'],
      accounts: null,
      expiresAt: '2099-01-01T00:00:00.000Z',
      createdBy: 'administrator',
    });
  });

  it('takes a date as the start of that day in UTC', () => {
    const body = parseRequest(keyRequestSchema, { name: 'x', expiresAt: '2099-01-01' });
    expect(newKey(body, 'x').expiresAt).toBe('2099-01-01T00:00:00.000Z');
  });

  it('takes every service and family of the catalog, and services outside it', () => {
    const known = scopeIds().filter((id) => id !== 'all');
    expect(known.length).toBeGreaterThan(SERVICES.length);
    expect(errorsOf({ services: known })).toEqual([]);
    expect(errorsOf({ services: ['is', 'iam_groups', 'unknown', '__proto__', 'Überwachung'] })).toEqual([]);
  });

  it.each([
    ['no name', { name: undefined }, 'name', /Required/],
    ['a blank name', { name: ' \n' }, 'name', /blank/],
    ['a name of several lines', { name: 'a\nb' }, 'name', /one line/],
    ['a name with NUL', { name: 'a\0b' }, 'name', /NUL/],
    ['a name too long', { name: 'x'.repeat(101) }, 'name', /100/],
    ['the name of the key of the environment', { name: ' INGEST_KEY ' }, 'name', /environment/],
    ['no service at all', { services: [] }, 'services', /leave it out/],
    ['too many services', { services: Array.from({ length: 101 }, (_, at) => `s${at}`) }, 'services', /100/],
    ['a service for its list', { services: 'kms' }, 'services', /array/],
    ['all services by name', { services: ['kms', 'all'] }, 'services[1]', /Leave "services" out/],
    ['a blank service', { services: [' '] }, 'services[0]', /blank/],
    ['a service with a line break', { services: ['k\nms'] }, 'services[0]', /control/],
    ['an action for a service', { services: ['kms.secrets.create'] }, 'services[0]', /service "kms"/],
    ['the beginning of actions', { services: ['is.vpc'] }, 'services[0]', /service "is"/],
    ['a service too long', { services: ['x'.repeat(129)] }, 'services[0]', /128/],
    ['no location', { locations: [] }, 'locations', /at least one location/],
    ['an empty location', { locations: [''] }, 'locations[0]', /logSourceCRN/],
    ['a location with blanks', { locations: ['eu-de', 'us south'] }, 'locations[1]', /such as eu-de/],
    ['an account with its a/', { accounts: ['a/67db3d7f'] }, 'accounts[0]', /without the "a\/"/],
    ['an account of null', { accounts: [null] }, 'accounts[0]', /string/],
    ['limits of null', { accounts: null }, 'accounts', /array/],
    ['an end in the past', { expiresAt: '2020-01-01' }, 'expiresAt', /future/],
    ['an end that is no time', { expiresAt: 'never' }, 'expiresAt', /RFC 3339/],
    ['an end on no day', { expiresAt: '2099-02-30' }, 'expiresAt', /RFC 3339/],
    ['an end without a zone', { expiresAt: '2099-01-01T00:00:00' }, 'expiresAt', /RFC 3339/],
    ['no end in sight', { expiresAt: '2100-01-02' }, 'expiresAt', /2100/],
    ['an unknown field', { secret: 'my own' }, 'secret', /Unknown/],
  ])('with %s is refused, naming the field', (_, changes, field, message) => {
    expect(errorsOf(changes)).toEqual([expect.objectContaining({ field, message: expect.stringMatching(message) })]);
  });
});
