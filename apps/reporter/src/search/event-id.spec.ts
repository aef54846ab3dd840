import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { eventIdOf, maybeEventId } from './event-id.js';

const HASH = 'ab12'.repeat(16);

describe('maybeEventId', () => {
  it('reads what eventIdOf writes', () => {
    const moments = fc.date({ min: new Date('2000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
    const hashes = fc.stringMatching(/^[0-9a-f]{64}$/);
    fc.assert(
      fc.property(moments, fc.nat(999), hashes, (moment, microseconds, contentHash) => {
        const occurredAt = moment.toISOString().replace('Z', `${String(microseconds).padStart(3, '0')}Z`);
        expect(maybeEventId(eventIdOf({ occurredAt, contentHash }))).toEqual({ occurredAt, contentHash });
      }),
    );
  });

  it.each([
    ['no hash', '2026-09-15T10:00:07.250000Z'],
    ['three decimals', `2026-09-15T10:00:07.250Z_${HASH}`],
    ['another zone', `2026-09-15T10:00:07.250000+00:00_${HASH}`],
    ['capital digits', `2026-09-15T10:00:07.250000Z_${HASH.toUpperCase()}`],
    ['a short hash', `2026-09-15T10:00:07.250000Z_${HASH.slice(1)}`],
    ['something behind', `2026-09-15T10:00:07.250000Z_${HASH}\n`],
    ['a day that is none', `2026-02-29T10:00:07.250000Z_${HASH}`],
    ['a month that is none', `2026-13-01T10:00:07.250000Z_${HASH}`],
    ['an hour that is none', `2026-09-15T24:00:00.000000Z_${HASH}`],
    ['a leap second', `2016-12-31T23:59:60.000000Z_${HASH}`],
    ['a time before 2000', `1999-12-31T23:59:59.999999Z_${HASH}`],
    ['nothing', ''],
  ])('takes nothing with %s', (_what, text) => {
    expect(maybeEventId(text)).toBeUndefined();
  });
});
