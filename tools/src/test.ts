import { runChecks } from './checks/check.js';
import { endPrograms } from './checks/run-program.js';
import { runTests } from './checks/run-tests.js';
import { STATIC_CHECKS } from './checks/static-checks.js';
import { endWith } from './end-with.js';
import { onInterrupt } from './on-interrupt.js';

/**
 * `npm test`: all that a change must pass. The last line counts tests, and each failed check as one failed test, so that
 * `0 failed` means what it says.
 */
async function test(): Promise<number> {
  const startedAt = Date.now();
  let isInterrupted = false;
  onInterrupt({
    first: () => {
      isInterrupted = true;
      console.log('\nStopping …');
      endPrograms();
    },
    again: () => process.exit(130),
  });

  console.log('Checks (lint, format, types, build):');
  const failedChecks = await runChecks(STATIC_CHECKS, (line) => void (isInterrupted || console.log(line)));
  if (isInterrupted) return 130;
  console.log('\nTests:');
  const { passed, failures, skipped } = await runTests();
  if (isInterrupted) return 130;

  const failed = failures.length + failedChecks;
  console.log(`\nAll of it took ${((Date.now() - startedAt) / 1000).toFixed(0)} s.`);
  if (failedChecks > 0) console.log(`${failedChecks} of the checks at the top failed.`);
  if (failures.length > 0) console.log(`Failed tests:\n  ${failures.join('\n  ')}`);
  if (passed + failed === 0) console.log('No test ran.');
  if (skipped.length > 0) console.log(`Skipped tests:\n  ${skipped.join('\n  ')}`);
  console.log(`${passed} passed, ${failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}`);
  return passed > 0 && failed === 0 ? 0 : 1;
}

await endWith(test);
