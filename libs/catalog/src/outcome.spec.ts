import { expect, it } from '@jest/globals';
import { OUTCOMES, effectiveOutcome } from './index.js';

it('there are four outcomes', () => {
  expect(OUTCOMES).toEqual(['success', 'failure', 'pending', 'unknown']);
});

it.each([
  ['kms.secrets.create', 'success', 'success'],
  ['kms.secrets.create', 'Failure', 'failure'],
  ['kms.secrets.create', 'PENDING', 'pending'],
  ['kms.secrets.create', 'unknown', 'unknown'],
  ['kms.secrets.create', 'nonsense', 'unknown'],
  ['kms.secrets.create', '__proto__', 'unknown'],
  ['kms.secrets.create', '', 'unknown'],
  ['kms.secrets.create', null, 'unknown'],
  ['kms.secrets.create', undefined, 'unknown'],
  ['wdp-profiling.profile.create.failed', 'success', 'failure'],
  ['unheard.of.failed', 'pending', 'failure'],
  ['unheard.of.failed', undefined, 'failure'],
  ['job.has-failed', 'success', 'success'],
])('%s with outcome %p counts as %s', (action, outcome, counted) => {
  expect(effectiveOutcome(action, outcome)).toBe(counted);
});
