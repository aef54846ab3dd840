import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { transformFileSync } from '@swc/core';

/** The folder of TypeScript that the launchers run, compiled once per test file, because Node cannot run it itself. */
export function compileLauncher(sourceFolder: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'trailkeeper-launcher-'));
  mkdirSync(join(folder, 'src'));
  for (const name of readdirSync(sourceFolder).filter((file) => file.endsWith('.ts') && !file.includes('.spec.'))) {
    const { code } = transformFileSync(join(sourceFolder, name), SWC_OPTIONS);
    writeFileSync(join(folder, 'src', name.replace(/\.ts$/, '.js')), code);
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'launcher.js'), LAUNCHER);
  const nodeModules = dirname(dirname(createRequire(import.meta.url).resolve('pg/package.json')));
  symlinkSync(nodeModules, join(folder, 'node_modules'));
  return join(folder, 'launcher.js');
}

/**
 * A process of its own that starts the embedded PostgreSQL on `dataDir`, or a temporary one when that is left out, and
 * then just lives.
 */
export async function startLauncher(
  launcher: string,
  dataDir?: string,
): Promise<{ process: ChildProcess; pid: number }> {
  const process = fork(launcher, dataDir ? [dataDir] : [], { execArgv: [] });
  const [message] = (await once(process, 'message')) as [{ pid: number } | { error: string }];
  if ('error' in message) throw new Error(message.error);
  return { process, pid: message.pid };
}

const SWC_OPTIONS = { jsc: { target: 'es2023', parser: { syntax: 'typescript' } }, module: { type: 'es6' } } as const;

const LAUNCHER = `
import { startEmbeddedPostgres } from './src/start-embedded-postgres.js';
import { startTemporaryPostgres } from './src/start-temporary-postgres.js';
const dataDir = process.argv[2];
try {
  const server = await (dataDir ? startEmbeddedPostgres({ dataDir, isThrowaway: true }) : startTemporaryPostgres());
  process.send({ pid: server.pid });
} catch (error) {
  process.send({ error: String(error) });
}
setInterval(() => {}, 1000);
`;
