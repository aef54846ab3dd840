import { expect, it } from '@jest/globals';
import { aDefinition } from '../../test/a-definition.js';
import { scheduleWarnings } from './schedule-warnings.js';

it.each([
  ['the target that gets the bundle', ['a'], ['a'], true],
  ['one of those that get it', ['a', 'b'], ['b'], true],
  ['another one', ['a'], ['b'], false],
  ['another one beside it', ['a'], ['a', 'b'], false],
])('who is told of a failure by %s is warned of it or not', (_, targets, noticeTargets, isWarned) => {
  const warnings = scheduleWarnings(aDefinition({ targets, noticeTargets }));
  expect(warnings).toEqual(isWarned ? [expect.stringContaining('Name another delivery target in noticeTargets')] : []);
});
