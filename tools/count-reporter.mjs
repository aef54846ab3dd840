import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A Jest reporter that leaves a project's result in the folder TEST_COUNT_DIR, where `npm test` sums them. */
export default class CountReporter {
  /**
   * What failed outside any test (a file that cannot be loaded, an `afterAll`) counts as one failure of its file.
   * @param {unknown} _contexts
   * @param {Pick<import('@jest/reporters').AggregatedResult, 'numPassedTests' | 'testResults'>} results
   */
  onRunComplete(_contexts, results) {
    const failures = results.testResults.flatMap((file) => {
      const path = relative(ROOT, file.testFilePath);
      const failed = file.testResults.filter((test) => test.status === 'failed');
      const names = failed.map((test) => `${path}: ${test.fullName}`);
      return file.testExecError ? [...names, `${path}: outside its tests`] : names;
    });
    const skipped = results.testResults.flatMap((file) =>
      file.testResults
        .filter((test) => test.status !== 'passed' && test.status !== 'failed')
        .map((test) => `${relative(ROOT, file.testFilePath)}: ${test.fullName}`),
    );
    const result = { passed: results.numPassedTests, failures, skipped };
    writeFileSync(join(process.env['TEST_COUNT_DIR'] ?? '.', `${randomUUID()}.json`), JSON.stringify(result));
  }
}

const ROOT = fileURLToPath(new URL('..', import.meta.url));
