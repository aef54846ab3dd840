import { existsSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { compileLauncher, startLauncher } from '../../test/launcher-process.js';
import { commandLine, isRunning } from './process-facts.js';
import { startTemporaryPostgres } from './start-temporary-postgres.js';

it('leaves nothing behind once it is stopped', async () => {
  const server = await startTemporaryPostgres();
  const dataDir = dataDirOf(server.pid);
  expect(existsSync(dataDir)).toBe(true);
  await server.stop();
  expect(isRunning(server.pid)).toBe(false);
  expect(existsSync(dataDir)).toBe(false);
});

it('leaves nothing behind when its process is killed with -9', async () => {
  const launcher = compileLauncher(dirname(new URL(import.meta.url).pathname));
  const killed = await startLauncher(launcher);
  const dataDir = dataDirOf(killed.pid);
  killed.process.kill('SIGKILL');
  while (existsSync(dataDir)) await sleep(100); // the test's own time limit ends this
  expect(isRunning(killed.pid)).toBe(false);
  rmSync(dirname(launcher), { recursive: true });
});

function dataDirOf(pid: number): string {
  const cluster = /-D (\S+)/.exec(commandLine(pid))?.[1] ?? '';
  return dirname(cluster);
}
