import { describe, expect, it } from '@jest/globals';
import { faultStateOf } from './database-state.js';
import { maybeUnavailability } from './is-unavailable.js';

describe('the state that an error tells of', () => {
  it.each([
    ['53100', 'disk_full'],
    ['53200', 'out_of_memory'],
    ['53300', 'too_many_connections'],
    ['53400', 'failing'],
    ['25006', 'read_only'],
    ['42501', 'access_denied'],
    ['28P01', 'access_denied'],
    ['3D000', 'access_denied'],
    ['57P01', 'unreachable'],
    ['57P03', 'starting'],
    ['57014', 'slow'],
    ['55P03', 'slow'],
    ['08006', 'unreachable'],
    ['58030', 'failing'],
    ['XX001', 'failing'],
    ['ECONNREFUSED', 'unreachable'],
    ['EPIPE', 'unreachable'],
    ['EMFILE', 'unreachable'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'unreachable'],
    ['ETIMEDOUT', 'slow'],
  ])('is for code %s %s', (code, state) => {
    expect(faultStateOf(Object.assign(new Error('x'), { code }))).toBe(state);
  });

  it.each([
    ['Connection terminated unexpectedly', 'unreachable'],
    ['Client has encountered a connection error and is not queryable', 'unreachable'],
    ['Driver not Connected', 'unreachable'],
    ['timeout exceeded when trying to connect', 'slow'],
    ['Connection terminated due to connection timeout', 'slow'],
  ])('is for "%s" %s', (message, state) => {
    expect(faultStateOf(new Error(message))).toBe(state);
  });

  it('is a full disk also where only the system says so', () => {
    const message = 'could not write block 7: No space left on device';
    expect(faultStateOf(Object.assign(new Error(message), { code: '58030' }))).toBe('disk_full');
  });

  it.each(['22P02', '23505', '42601', 'XX000', '40001', 'EBUSY', undefined])('is none for code %s', (code) => {
    expect(faultStateOf(Object.assign(new Error('x'), { code }))).toBeUndefined();
  });

  it.each([undefined, null, 'text', new TypeError('of ours')])('is none for %p', (error) => {
    expect(faultStateOf(error)).toBeUndefined();
  });
});

it('what is told of it says when to come again, later where somebody must act', () => {
  const told = (code: string) => maybeUnavailability(Object.assign(new Error('secret'), { code }));
  expect(told('53100')).toEqual({ reason: 'The disk of the database is full.', retryAfterSeconds: 30 });
  expect(told('57P03')?.retryAfterSeconds).toBe(5);
  expect(told('40P01')?.retryAfterSeconds).toBe(5);
  expect(told('23505')).toBeUndefined();
});
