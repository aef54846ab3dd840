import { spawn } from 'node:child_process';

/**
 * Runs a program to its end with our terminal and resolves to whether it succeeded. Our own SIGINT and SIGTERM go to it,
 * and then end us too: what it prepared is unfinished.
 * @param {string} program
 * @param {string[]} args
 * @param {{ cwd: string, isQuiet?: boolean }} options isQuiet: shows the output only when it fails
 * @returns {Promise<boolean>}
 */
export function run(program, args, { cwd, isQuiet = false }) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, stdio: isQuiet ? ['ignore', 'pipe', 'pipe'] : 'inherit' });
    /** @type {Uint8Array[]} */
    const output = [];
    child.stdout?.on('data', (chunk) => output.push(chunk));
    child.stderr?.on('data', (chunk) => output.push(chunk));
    const stop = (/** @type {NodeJS.Signals} */ signal) => {
      child.kill(signal);
      process.exit(signal === 'SIGINT' ? 130 : 143);
    };
    process.on('SIGINT', stop).on('SIGTERM', stop);
    child.once('error', reject);
    child.once('close', (code) => {
      process.off('SIGINT', stop).off('SIGTERM', stop);
      if (code !== 0) for (const chunk of output) process.stderr.write(chunk);
      resolve(code === 0);
    });
  });
}
