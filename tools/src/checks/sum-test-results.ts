import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface TestResult {
  passed: number;
  /** File and name of each test that failed. */
  failures: string[];
  /** Of each that was not run, because it cannot here (as root only, say). */
  skipped: string[];
}

/** Sums what `count-reporter.mjs` left in `folder`, one file per project. */
export function sumTestResults(folder: string): TestResult {
  const results = readdirSync(folder).map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as TestResult);
  return {
    passed: results.reduce((sum, result) => sum + result.passed, 0),
    failures: results.flatMap((result) => result.failures).sort(),
    skipped: results.flatMap((result) => result.skipped).sort(),
  };
}
