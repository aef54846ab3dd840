import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withInstallLock } from './install-lock.mjs';
import { run } from './run.mjs';

/**
 * Installs what package-lock.json names, unless exactly that is installed already. A second command started meanwhile
 * waits for the first.
 * @param {string} root
 */
export async function installIfNeeded(root) {
  if (isInstalled(root)) return;
  await withInstallLock(root, async () => {
    if (isInstalled(root)) return;
    console.log('Installing packages (about a minute the first time) …');
    if (!(await npmCi(root))) throw new Error('npm ci failed; what it said stands above.');
    writeStamp(root);
  });
}

/**
 * True when the stamp that the last install left says that it was of this lock file, or when somebody has installed by
 * hand (npm's own note is newer than the lock file).
 * @param {string} root
 */
export function isInstalled(root) {
  if (existsSync(stampPath(root))) return readFileSync(stampPath(root), 'utf8') === lockHash(root);
  const npmNote = statSync(join(root, 'node_modules', '.package-lock.json'), { throwIfNoEntry: false });
  const isByHand = npmNote !== undefined && npmNote.mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs;
  if (isByHand) writeStamp(root);
  return isByHand;
}

/** @param {string} root */
function writeStamp(root) {
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  writeFileSync(stampPath(root), lockHash(root));
}

/** @param {string} root */
function stampPath(root) {
  return join(root, 'node_modules', '.trailkeeper-installed');
}

/** @param {string} root */
function lockHash(root) {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
}

/**
 * With the development packages even under NODE_ENV=production: the build needs the compilers.
 * @param {string} root
 */
function npmCi(root) {
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund'];
  const npm = process.env['npm_execpath']; // the npm that runs us
  return npm ? run(process.execPath, [npm, ...args], { cwd: root }) : run('npm', args, { cwd: root });
}
