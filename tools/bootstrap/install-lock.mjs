import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Runs `work` while no other command installs into this checkout. The lock lies outside node_modules, which npm deletes;
 * that of a killed process is taken over.
 * @param {string} root
 * @param {() => Promise<void>} work
 */
export async function withInstallLock(root, work) {
  const file = join(root, '.nx', 'install.lock');
  mkdirSync(join(root, '.nx'), { recursive: true });
  let hasWaited = false;
  while (!take(file)) {
    if (!hasWaited)
      console.log(`Another command is installing packages; waiting for it (if none is, delete ${file}) …`);
    hasWaited = true;
    await sleep(500);
  }
  try {
    await work();
  } finally {
    rmSync(file, { force: true });
  }
}

/** @param {string} file */
function take(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
  }
  if (!isHeld(file)) rmSync(file, { force: true });
  return false;
}

/** @param {string} file */
function isHeld(file) {
  try {
    return process.kill(Number(readFileSync(file, 'utf8')), 0);
  } catch (error) {
    // Gone with its process (ESRCH) or given back just now (ENOENT); EPERM is another user's living process.
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}
