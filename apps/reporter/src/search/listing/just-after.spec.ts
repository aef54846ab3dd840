import { expect, it } from '@jest/globals';
import { justAfter } from './just-after.js';

it.each([
  ['2026-09-15T10:00:07.000000Z', '2026-09-15T10:00:07.000001Z'],
  ['2026-09-15T10:00:07.250999Z', '2026-09-15T10:00:07.251000Z'],
  ['2026-12-31T23:59:59.999999Z', '2027-01-01T00:00:00.000000Z'],
])('the microsecond after %s', (occurredAt, after) => {
  expect(justAfter(occurredAt)).toBe(after);
});
