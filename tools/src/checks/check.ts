import type { ProgramResult } from './run-program.js';

/** One step of `npm test` before the tests themselves. */
export interface Check {
  name: string;
  run(): Promise<ProgramResult>;
}

/**
 * Runs the checks, two at a time, and reports them in their order, each as soon as it and those before it are done.
 * Resolves to how many failed.
 */
export async function runChecks(checks: Check[], report: (line: string) => void): Promise<number> {
  const waiting = [...checks];
  const done = new Map<Check, string>();
  let reported = 0;
  let failed = 0;
  await Promise.all([worker(), worker()]);
  return failed;

  async function worker(): Promise<void> {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      const startedAt = Date.now();
      const { isOk, output } = await check.run();
      if (!isOk) failed += 1;
      done.set(check, describeResult(check, isOk, output, Date.now() - startedAt));
      for (let next = checks[reported]; next && done.has(next); next = checks[reported]) {
        report(done.get(next) ?? '');
        reported += 1;
      }
    }
  }
}

function describeResult({ name }: Check, isOk: boolean, output: string, ms: number): string {
  const heading = `${isOk ? 'ok    ' : 'FAILED'} ${name.padEnd(8)} ${(ms / 1000).toFixed(1)} s`;
  return isOk ? heading : `${heading}\n\n${output}\n`;
}
