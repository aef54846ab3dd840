import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import CountReporter from '../../count-reporter.mjs';
import { REPOSITORY_ROOT } from '../repository-root.js';
import { sumTestResults } from './sum-test-results.js';

type Results = Parameters<CountReporter['onRunComplete']>[1];

it('sums what the reporters of several projects left, a broken test file as one failure', () => {
  const folder = mkdtempSync(join(tmpdir(), 'trailkeeper-count-'));
  process.env['TEST_COUNT_DIR'] = folder;
  const reporter = new CountReporter();
  reporter.onRunComplete([], resultsOf(10, [{ testFilePath: `${REPOSITORY_ROOT}libs/a.spec.ts`, testResults: TESTS }]));
  const broken = {
    testFilePath: `${REPOSITORY_ROOT}apps/b.spec.ts`,
    testResults: [],
    testExecError: new Error('broken'),
  };
  reporter.onRunComplete([], resultsOf(5, [broken]));
  expect(sumTestResults(folder)).toEqual({
    passed: 15,
    failures: ['apps/b.spec.ts: outside its tests', 'libs/a.spec.ts: adds numbers'],
    skipped: ['libs/a.spec.ts: adds as root'],
  });
  rmSync(folder, { recursive: true });
});

const TESTS = [
  { status: 'failed', fullName: 'adds numbers' },
  { status: 'passed', fullName: 'adds nothing' },
  { status: 'pending', fullName: 'adds as root' },
];

function resultsOf(numPassedTests: number, testResults: unknown[]): Results {
  return { numPassedTests, testResults } as Results;
}
