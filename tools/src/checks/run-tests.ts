import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTemporaryPostgres } from '@trailkeeper/database/embedded';
import { REPOSITORY_ROOT } from '../repository-root.js';
import { sumTestResults, type TestResult } from './sum-test-results.js';
import { runProgram } from './run-program.js';

/**
 * Runs every project's tests on one embedded PostgreSQL of its own, which is gone afterwards. A project that fails
 * without a failed test (its Jest did not even start) counts as one.
 */
export async function runTests(): Promise<TestResult> {
  const counts = mkdtempSync(join(tmpdir(), 'trailkeeper-test-count-'));
  const server = await startTemporaryPostgres();
  try {
    const env = { ...process.env, TEST_DATABASE_URL: server.url, TEST_COUNT_DIR: counts };
    const { isOk } = await runProgram('nx', TEST_ALL, { isLive: true, env });
    const result = sumTestResults(counts);
    if (!isOk && result.failures.length === 0) {
      result.failures.push('a project whose tests did not run to their end; see above');
    }
    return result;
  } finally {
    await server.stop();
    rmSync(counts, { recursive: true, force: true });
  }
}

const REPORTERS = ['default', join(REPOSITORY_ROOT, 'tools', 'count-reporter.mjs')];

const TEST_ALL = [
  ...['run-many', '-t', 'test', '--parallel=2', '--outputStyle=static', '--skipNxCache', '--'],
  ...REPORTERS.map((reporter) => `--reporters=${reporter}`),
];
