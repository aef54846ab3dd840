import { describe, expect, it } from '@jest/globals';
import { isDataFault } from './database-faults.js';

describe('isDataFault', () => {
  it.each([
    [
      'a check that an event breaks',
      { code: '23514', table: 'audit_event_2026_09', constraint: 'outcome_check' },
      true,
    ],
    ['a value that is no time', { code: '22007' }, true],
    ['an index entry too long', { code: '54000' }, true],
    ['a month without a partition', { code: '23514', table: 'audit_event' }, false],
    ['an event that is stored already', { code: '23505', table: 'audit_event_2026_09' }, false],
    ['a number of a batch drawn before', { code: '23505', table: 'ingest_batch' }, false],
    ['the same, met by a pack', { code: '23505', table: 'event_body_2026_09' }, false],
    ['a full disk', { code: '53100' }, false],
    ['a connection cut', { code: 'ECONNRESET' }, false],
  ])('of %s', (_, error, isFault) => {
    expect(isDataFault(error)).toBe(isFault);
  });
});
