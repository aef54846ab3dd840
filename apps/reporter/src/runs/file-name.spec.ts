import { expect, it } from '@jest/globals';
import { fileName } from './file-name.js';

it('names a file so that it can be filed', () => {
  const run = { id: '1a2b3c4d-0000-4000-8000-000000000000', kind: 'event-coverage' };
  const request = {
    service: 'key-protect',
    from: new Date('2026-08-31T22:00:00Z'),
    to: new Date('2026-09-30T22:00:00Z'),
    timeZone: 'Europe/Berlin',
    location: null,
    account: null,
  };
  expect(fileName(run, request, 'pdf')).toBe('event-coverage_key-protect_2026-09_run-1a2b3c.pdf');
});
