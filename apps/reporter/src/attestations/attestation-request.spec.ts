import { describe, expect, it } from '@jest/globals';
import { type ApiError, parseRequest } from '@trailkeeper/http';
import { attestationRequestSchema, newAttestation } from './attestation-request.js';

const REQUEST = { action: 'kms.importtoken.read', reason: 'No import here.', until: '2099-01-01' };

function errorsOf(changes: object) {
  try {
    parseRequest(attestationRequestSchema, { ...REQUEST, ...changes });
  } catch (error) {
    return (error as ApiError).extra.errors ?? [];
  }
  return [];
}

describe('a request to attest', () => {
  it('is resolved: the documented name, instants, trimmed words, the caller where nobody signs', () => {
    const body = parseRequest(attestationRequestSchema, {
      action: 'kms.import-token.read',
      reason: '  No import here.\n',
      from: '2026-09-01T02:00:00+02:00',
      until: '2099-01-01',
    });
    expect(newAttestation(body, 'administrator')).toEqual({
      action: 'kms.importtoken.read',
      reason: 'No import here.',
      from: '2026-09-01T00:00:00.000Z',
      until: '2099-01-01T00:00:00.000Z',
      attestedBy: 'administrator',
      recordedBy: 'administrator',
    });
  });

  it('keeps apart who signs and who records, and all time where no beginning is given', () => {
    const body = parseRequest(attestationRequestSchema, { ...REQUEST, attestedBy: ' Mira Okafor ' });
    expect(newAttestation(body, 'administrator')).toMatchObject({
      from: null,
      attestedBy: 'Mira Okafor',
      recordedBy: 'administrator',
    });
  });

  it.each([
    ['no action', { action: undefined }, 'action', /Required/],
    ['an undocumented action', { action: 'kms.secrets.frob' }, 'action', /"kms\.secrets\.frob".*no part of coverage/],
    ['another case', { action: 'KMS.secrets.create' }, 'action', /exact spelling/],
    ['a name of objects', { action: '__proto__' }, 'action', /No document/],
    ['an action documented later', { action: 'kms.secrets.purge' }, 'action', /documented later/],
    ['another name of such an action', { action: 'kms.keyrings.delete' }, 'action', /"kms\.key-rings\.delete"/],
    ['no reason', { reason: undefined }, 'reason', /Required/],
    ['a blank reason', { reason: ' \n\t ' }, 'reason', /blank/],
    ['a reason too long', { reason: 'x'.repeat(2001) }, 'reason', /2,000/],
    ['a reason with NUL', { reason: 'a\0' }, 'reason', /NUL/],
    ['half a surrogate pair', { reason: 'a\ud800' }, 'reason', /surrogate/],
    ['a blank signature', { attestedBy: '  ' }, 'attestedBy', /blank/],
    ['a signature too long', { attestedBy: 'x'.repeat(201) }, 'attestedBy', /200/],
    ['a signature with NUL', { attestedBy: '\0' }, 'attestedBy', /NUL/],
    ['no end', { until: undefined }, 'until', /Required/],
    ['an end that is no moment', { until: 'never' }, 'until', /RFC 3339/],
    ['an end in the past', { until: '2020-01-01' }, 'until', /future/],
    ['a beginning that is no moment', { from: '2026-02-30' }, 'from', /start of that day in UTC/],
    ['a beginning of null', { from: null }, 'from', /./],
    ['an unknown field', { recordedBy: 'somebody else' }, 'recordedBy', /Unknown/],
  ])('with %s is refused, naming the field', (_, changes, field, message) => {
    expect(errorsOf(changes)).toEqual([expect.objectContaining({ field, message: expect.stringMatching(message) })]);
  });

  it('takes what is just within its limits', () => {
    expect(errorsOf({ reason: `  ${'😀'.repeat(1000)}  `, attestedBy: 'x'.repeat(200) })).toEqual([]);
  });
});
