import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

// The real thing, in processes of its own: signals, exit codes and lost launchers cannot be seen from inside.
const root = join(import.meta.dirname, '../..');
const built = mkdtempSync(join(tmpdir(), 'trailkeeper-http-'));
const main = join(root, 'test/sample-main.mjs');
const library = join(built, 'index.js');
const children: ChildProcess[] = [];

beforeAll(() => {
  const modules = join(root, '../../node_modules');
  symlinkSync(modules, join(built, 'node_modules'));
  writeFileSync(join(built, 'package.json'), '{ "type": "module" }');
  const tsc = join(modules, 'typescript-7/bin/tsc');
  const settings = '--composite false --incremental false --declaration false --tsBuildInfoFile null'.split(' ');
  execFileSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json'), ...settings, '--outDir', built]);
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});
afterAll(() => rmSync(built, { recursive: true, force: true }));

describe('runApp', () => {
  it('ends with 1 and plain words on standard error when settings are wrong', async () => {
    const { code, stderr, stdout } = await run({ SAMPLE_PORT: 'abc', SECRET_KEY: 'hunter2' }).ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^sample could not start: 2 settings are wrong:\n {2}SAMPLE_PORT must be .*\n {2}SECRET_KEY must be .*\n$/,
    );
    expect(stderr + stdout).not.toContain('hunter2');
  });

  it('ends with 1 and plain words on standard error when the port is in use', async () => {
    const server = createServer();
    const port = await listening(server);
    const { code, stderr } = await run({ SAMPLE_PORT: String(port) }).ended;
    server.close();
    expect(code).toBe(1);
    expect(stderr).toBe(
      `sample could not start: port ${port} on 127.0.0.1 is in use; stop what uses it or change SAMPLE_PORT\n`,
    );
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'on %s ends running requests, closes kept-alive connections and exits with 0',
    async (signal) => {
      const app = run({ SAMPLE_PORT: '0' });
      const url = await app.said(/listens at (http:\S+?)"/);
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      const answer = fetchSlow(url, agent);
      await app.said(/slow started/);
      const stoppedAt = Date.now();
      app.child.kill(signal);
      expect(await answer).toBe('{"done":true}');
      expect((await app.ended).code).toBe(0);
      expect(Date.now() - stoppedAt).toBeLessThan(3000);
      agent.destroy();
    },
  );

  it('stops when its launcher was killed and could not say so', async () => {
    const launcher = run({ SAMPLE_PORT: '0' }, join(root, 'test/sample-launcher.mjs'), [main, library]);
    const pid = Number(await launcher.said(/pid (\d+)/));
    await launcher.said(/listens at/);
    launcher.child.kill('SIGKILL');
    for (let i = 0; i < 100 && isRunning(pid); i++) await sleep(50);
    const isOrphan = isRunning(pid);
    if (isOrphan) process.kill(pid, 'SIGKILL');
    expect(isOrphan).toBe(false);
  });
});

function run(env: Record<string, string>, script = main, args = [library]) {
  const child = spawn(process.execPath, [script, ...args], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data) => (stdout += String(data)));
  child.stderr.on('data', (data) => (stderr += String(data)));
  const ended = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
  const said = async (pattern: RegExp): Promise<string> => {
    for (let i = 0; i < 400; i++) {
      const match = pattern.exec(stdout);
      if (match !== null) return match[1] ?? match[0];
      await sleep(25);
    }
    throw new Error(`never said ${String(pattern)}, but: ${stdout}${stderr}`);
  };
  return { child, ended, said };
}

function fetchSlow(url: string, agent: Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    get(`${url}/slow`, { agent }, (answer) => {
      let body = '';
      answer.on('data', (data) => (body += String(data))).on('end', () => resolve(body));
    }).on('error', reject);
  });
}

function listening(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
  });
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
