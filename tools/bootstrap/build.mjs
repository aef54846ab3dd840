import { join } from 'node:path';
import { run } from './run.mjs';

/**
 * Builds every project; what has not changed comes from Nx's cache.
 * @param {string} root
 */
export async function buildAll(root) {
  const startedAt = Date.now();
  process.stdout.write('Building … ');
  const nx = join(root, 'node_modules', '.bin', 'nx');
  const isBuilt = await run(process.execPath, [nx, 'run-many', '-t', 'build'], { cwd: root, isQuiet: true });
  if (!isBuilt) throw new Error('The build failed; what it said stands above.');
  console.log(`done in ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
}

/**
 * Builds the tools and the libraries they use. A type error does not end it: the files come out all the same, and
 * `npm test` reports the error in its step "types".
 * @param {string} root
 */
export async function buildTools(root) {
  const compiler = join(root, 'node_modules', 'typescript-7', 'bin', 'tsc');
  await run(process.execPath, [compiler, '-b', join(root, 'tools', 'tsconfig.build.json')], { cwd: root });
}
