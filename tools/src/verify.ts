import { type Verification, verifyBundle } from '@trailkeeper/bundle';
import { endWith } from './end-with.js';
import { UsageError } from './usage-error.js';
import { describeVerification } from './verify/describe-verification.js';
import { USAGE } from './verify/usage.js';
import { readVerifyOptions, type VerifyOptions } from './verify/verify-options.js';

/** `npm run verify -- BUNDLE.zip…`: checks bundles, offline, and says what it finds. */
async function verify(): Promise<number> {
  try {
    const options = readVerifyOptions(process.argv.slice(2), process.env);
    if (options !== 'help') return await verifyAll(options);
    console.log(USAGE);
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`${error.message}\n\n"npm run verify -- --help" says how it is used.`);
    return 2;
  }
}

async function verifyAll({ bundles, keys }: VerifyOptions): Promise<number> {
  const verdicts: Verification[] = [];
  for (const { name, path } of bundles) {
    const verdict = await verifyBundle(path, { keys: keys?.keys });
    console.log(`${describeVerification(name, verdict, keys?.name)}\n`);
    verdicts.push(verdict);
  }
  const intact = verdicts.filter(({ isIntact }) => isIntact).length;
  if (verdicts.length > 1) console.log(`${intact} of ${verdicts.length} bundles are intact.`);
  return exitCodeOf(verdicts);
}

function exitCodeOf(verdicts: readonly Verification[]): number {
  const wrong = verdicts.filter((verdict) => !verdict.isIntact);
  if (wrong.some(({ code }) => code !== 'unreadable')) return 1;
  return wrong.length > 0 ? 2 : 0;
}

await endWith(verify);
