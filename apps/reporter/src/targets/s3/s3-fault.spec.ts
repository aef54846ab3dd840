import { describe, expect, it } from '@jest/globals';
import { DeliveryError } from '../target-kind.js';
import { s3Fault } from './s3-fault.js';
import { s3Settings } from './s3-settings.js';

const secrets = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'a-secret-access-key' };

/** What Amazon says and the Ceph of the tests does not. */
describe('what a server answered', () => {
  it.each([
    [
      'AccessDenied',
      403,
      {},
      /^s3\.example\.com refused access to s3:\/\/exports\/a\.zip .* needs s3:PutObject, s3:GetObject/,
    ],
    ['403', 403, {}, /refused access/],
    ['PermanentRedirect', 301, {}, /^The bucket "exports" is not in eu-central-1\. Set "region"/],
    ['301', 301, { 'x-amz-bucket-region': 'eu-west-3' }, /is not in eu-central-1 but in eu-west-3\. Set "region"/],
    ['AuthorizationHeaderMalformed', 400, {}, /is not in eu-central-1/],
    ['RequestTimeTooSkewed', 403, {}, /its clock and this machine’s are too far apart\. Set the clock by NTP/],
    ['SlowDown', 503, {}, /^s3\.example\.com is too busy/],
    ['EntityTooLarge', 400, {}, /^s3\.example\.com answered 400 EntityTooLarge for s3:\/\/exports\/a\.zip: some words/],
    ['NotImplemented', 501, {}, /answered 501 NotImplemented/],
  ])('%s (%d %j) is told with the way out', (name, status, headers, message) => {
    expect(faultOf({ name, $metadata: { httpStatusCode: status }, $response: { headers } })).toMatchObject({
      message: expect.stringMatching(message),
      mayHaveArrived: false,
    });
  });

  it('is told without secrets, even if the server said them', () => {
    const message = `The key ${secrets.secretAccessKey} of ${secrets.accessKeyId} is bad`;
    const fault = faultOf({ name: 'Odd', message, $metadata: { httpStatusCode: 400 } });
    expect(fault.message).toMatch(/The key … of … is bad$/);
  });
});

describe('a request that ends a delivery', () => {
  it.each([
    ['no answer in time', { name: 'TimeoutError' }, true],
    ['a broken connection', { name: 'Error', code: 'ECONNRESET' }, true],
    [
      'a fault of the server or of a proxy before it',
      { name: 'InternalError', $metadata: { httpStatusCode: 500 } },
      true,
    ],
    ['a refusal', { name: 'AccessDenied', $metadata: { httpStatusCode: 403 } }, false],
  ])('with %s may have worked: %j %s', (_, error, mayHaveArrived) => {
    expect(faultOf(error, true).mayHaveArrived).toBe(mayHaveArrived);
  });
});

it('the refusal of an address is told as it is, however deep it lies', () => {
  const refusal = new DeliveryError('10.1.1.1 is not a public address.');
  expect(faultOf({ name: 'Error', cause: refusal })).toBe(refusal);
});

function faultOf(error: object, isDecisive = false) {
  return s3Fault(Object.assign(new Error('some words'), error), {
    settings: s3Settings.parse({ endpoint: 'https://s3.example.com', region: 'eu-central-1', bucket: 'exports' }),
    secrets,
    endpoint: 'https://s3.example.com',
    place: 's3://exports/a.zip',
    isDecisive,
  });
}
