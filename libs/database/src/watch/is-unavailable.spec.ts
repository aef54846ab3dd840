import { expect, it } from '@jest/globals';
import { isUnavailable } from './is-unavailable.js';

const withCode = (code: string) => Object.assign(new Error('made up'), { code });

it.each(['08006', '53300', '57P01', '57P03', '25006', '40P01', '40001', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE'])(
  'is so by the code %s',
  (code) => expect(isUnavailable(withCode(code))).toBe(true),
);

it.each(['Connection terminated unexpectedly', 'Client has encountered a connection error and is not queryable'])(
  'is so by the message: %s',
  (message) => expect(isUnavailable(new Error(message))).toBe(true),
);

it.each([withCode('23505'), withCode('42P01'), withCode('ENOENT'), new Error('a slip of ours'), undefined, null])(
  'is not so of another fault: %p',
  (error) => expect(isUnavailable(error)).toBe(false),
);
