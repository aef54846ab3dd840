import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { REPOSITORY_ROOT } from '../repository-root.js';

export interface ProgramResult {
  isOk: boolean;
  /** What it printed, when it was captured. */
  output: string;
}

/** The programs that run now, so that an interrupt can end them. */
const running = new Set<ChildProcess>();
let isEnding = false;

/** Runs an installed package's program with this Node in the checkout's folder; `live` shows its output as it comes. */
export function runProgram(
  program: keyof typeof PROGRAMS,
  args: string[],
  { isLive = false, env = process.env }: { isLive?: boolean; env?: NodeJS.ProcessEnv } = {},
): Promise<ProgramResult> {
  if (isEnding) return Promise.resolve({ isOk: false, output: 'interrupted' });
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(REPOSITORY_ROOT, 'node_modules', PROGRAMS[program]), ...args], {
      cwd: REPOSITORY_ROOT,
      env,
      stdio: isLive ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
    });
    running.add(child);
    let output = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.once('error', reject);
    child.once('close', (code) => {
      running.delete(child);
      resolve({ isOk: code === 0, output: output.trim() });
    });
  });
}

/** Ends what runs now and lets nothing more begin. */
export function endPrograms(): void {
  isEnding = true;
  for (const child of running) child.kill('SIGTERM');
}

const PROGRAMS = {
  eslint: 'eslint/bin/eslint.js',
  nx: '.bin/nx',
  prettier: 'prettier/bin/prettier.cjs',
  tsc: 'typescript-7/bin/tsc',
};
