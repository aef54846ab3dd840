import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { DebianPackages } from '@trailkeeper/database/testing';
import { REPOSITORY_ROOT } from '../src/repository-root.js';

export interface SyslogNg {
  /** Sends lines as a producer does, on a connection of their own. */
  feed(lines: string[]): Promise<void>;
  /** What it has taken from producers since its start, and what waits for the collector. */
  counts(): Promise<{ processed: number; queued: number }>;
  kill(): Promise<void>;
}

/** What the published configuration is to have instead of its own values. */
export interface SyslogNgSettings {
  packages: DebianPackages;
  /** Its files are here; those of a syslog-ng that was killed are taken over. */
  folder: string;
  collectorUrl: string;
  key: string;
  port: number;
}

/** Runs syslog-ng in the foreground, with `docs/shippers/syslog-ng.conf` as it is published but for its `@define` lines. */
export async function startSyslogNg(settings: SyslogNgSettings): Promise<SyslogNg> {
  const { packages, folder, port } = settings;
  mkdirSync(join(folder, 'buffer'), { recursive: true });
  const config = join(folder, 'syslog-ng.conf');
  writeFileSync(config, configure(settings));
  const [persist, control] = [join(folder, 'persist'), join(folder, 'ctl')];
  const files = [`--cfgfile=${config}`, `--persist-file=${persist}`, `--control=${control}`];
  // Named after the version, such as 3.38.
  const modules = packages.fileOf('usr/lib/syslog-ng');
  const version = readdirSync(modules).find((name) => /^\d/.test(name)) ?? '';
  const child = spawn(
    packages.fileOf('usr/sbin/syslog-ng'),
    ['--foreground', '--no-caps', '--stderr', `--pidfile=${join(folder, 'pid')}`, ...files].concat(
      `--module-path=${join(modules, version)}`,
    ),
    { env: packages.env, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const ended = once(child, 'exit');
  await untilListening(port, () => (child.exitCode === null ? undefined : said));
  return {
    feed: (lines) => feed(port, lines),
    counts: async () => {
      const ctl = packages.fileOf('usr/sbin/syslog-ng-ctl');
      const { stdout } = await promisify(execFile)(ctl, ['stats', `--control=${control}`], { env: packages.env });
      return { processed: sumOf(stdout, /^source;s_audit;.*;processed;(\d+)$/), queued: sumOf(stdout, QUEUED) };
    },
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

function configure({ folder, collectorUrl, key, port }: SyslogNgSettings): string {
  const keyFile = join(folder, 'key.conf');
  writeFileSync(keyFile, `@define trailkeeper_key "${key}"\n`);
  chmodSync(keyFile, 0o600);
  const published = readFileSync(join(REPOSITORY_ROOT, 'docs/shippers/syslog-ng.conf'), 'utf8');
  const define = (text: string, name: string, value: string) =>
    replaceOnce(text, new RegExp(`^@define ${name} ".*"$`, 'm'), `@define ${name} "${value}"`);
  const defined = [
    ['trailkeeper_url', `${collectorUrl}/v1/events`],
    ['trailkeeper_listen_port', String(port)],
    ['trailkeeper_buffer_dir', join(folder, 'buffer')],
    ['trailkeeper_retry_seconds', '1'],
  ].reduce((text, [name, value]) => define(text, name ?? '', value ?? ''), published);
  return replaceOnce(defined, /^@include ".*"$/m, `@include "${keyFile}"`);
}

function replaceOnce(text: string, pattern: RegExp, by: string): string {
  if (!pattern.test(text)) throw new Error(`docs/shippers/syslog-ng.conf has no line ${pattern.source}`);
  return text.replace(pattern, () => by);
}

async function untilListening(port: number, hasEnded: () => string | undefined): Promise<void> {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline; await sleep(50)) {
    const said = hasEnded();
    if (said !== undefined) throw new Error(`syslog-ng ended at once: ${said}`);
    const socket = connect(port, '127.0.0.1');
    const isListening = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isListening) return;
  }
  throw new Error('syslog-ng does not listen within 20 s');
}

async function feed(port: number, lines: string[]): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  socket.end(`${lines.join('\n')}\n`);
  await once(socket.resume(), 'close');
}

function sumOf(statistics: string, pattern: RegExp): number {
  const found = statistics.split('\n').flatMap((line) => pattern.exec(line)?.[1] ?? []);
  return found.reduce((sum, value) => sum + Number(value), 0);
}

const QUEUED = /^dst\.http;.*;queued;(\d+)$/;
