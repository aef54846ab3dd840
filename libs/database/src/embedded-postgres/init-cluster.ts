import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { handOver, runAs, type ServerUser } from './server-user.js';

export const OWNER = 'trailkeeper';

export interface NewCluster {
  nativeFolder: string;
  cluster: string;
  user: ServerUser | undefined;
  /** Does not wait until it is on the disk. */
  isThrowaway: boolean;
}

/**
 * Makes a new database cluster at `cluster` with a random owner password, which is kept in a 0600 file inside it. It is
 * built beside its place and moved there at the end, so that a start that was killed leaves no half-made cluster.
 */
export function initCluster({ nativeFolder, cluster, user, isThrowaway }: NewCluster): void {
  const parent = dirname(cluster);
  for (const name of readdirSync(parent)) {
    if (name.startsWith('cluster.making')) rmSync(join(parent, name), { recursive: true, force: true });
  }
  const making = join(parent, 'cluster.making');
  const passwordFile = join(parent, 'cluster.making-password');
  mkdirSync(making, { mode: 0o700 });
  handOver(making, user);
  writeFileSync(passwordFile, randomBytes(32).toString('base64url'), { mode: 0o600 });
  handOver(passwordFile, user);
  const options = [...INITDB_OPTIONS, `--pgdata=${making}`, `--pwfile=${passwordFile}`];
  runInitdb(nativeFolder, isThrowaway ? [...options, '--no-sync'] : options, user);
  renameSync(passwordFile, passwordPath(making));
  renameSync(making, cluster);
}

/** The owner's password of an existing cluster. */
export function readOwnerPassword(cluster: string): string {
  return readFileSync(passwordPath(cluster), 'utf8').trim();
}

function passwordPath(cluster: string): string {
  return join(cluster, 'trailkeeper-owner-password');
}

function runInitdb(nativeFolder: string, options: string[], user: ServerUser | undefined): void {
  const result = spawnSync(join(nativeFolder, 'bin', 'initdb'), options, {
    cwd: '/',
    env: { LC_ALL: 'C', TZ: 'UTC' },
    encoding: 'utf8',
    ...runAs(user),
  });
  if (result.status === 0) return;
  const why = result.error?.message ?? `${result.stdout}\n${result.stderr}`.trim().split('\n').slice(-8).join('\n');
  const hint = /No space left/.test(why) ? ' (the disk is full: a new database takes 70 MB)' : '';
  throw new Error(`PostgreSQL could not make its data folder${hint}:\n${why}`);
}

/** The builtin C.UTF-8 sorts by code point on every machine, whatever locales it has; checksums are on by default. */
const INITDB_OPTIONS = [
  `--username=${OWNER}`,
  '--auth=scram-sha-256',
  '--encoding=UTF8',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--locale=C',
];
