import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findCluster } from './cluster-folder.js';
import { removeEmbeddedPostgres } from './remove-embedded-postgres.js';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './start-embedded-postgres.js';

/**
 * A PostgreSQL in a temporary folder, for tests: stopping it deletes the folder, and so does the end of this process,
 * even by kill -9.
 */
export async function startTemporaryPostgres(): Promise<EmbeddedPostgres> {
  const dataDir = realpathSync(mkdtempSync(join(tmpdir(), 'trailkeeper-test-')));
  // mkdtemp makes 0700, which would send a server run by root to /var/lib.
  chmodSync(dataDir, 0o711);
  const server = await startEmbeddedPostgres({ dataDir, isThrowaway: true }).catch(async (error: unknown) => {
    await removeEmbeddedPostgres(dataDir);
    throw error;
  });
  cleanUpAfter(process.pid, server.pid, dataDir);
  const stop = async () => {
    await server.stop();
    await removeEmbeddedPostgres(dataDir);
  };
  return { ...server, stop };
}

/** Leaves a small process behind that waits for the end of `pid` and then cleans up, unless that has been done. */
function cleanUpAfter(pid: number, serverPid: number, dataDir: string): void {
  const cluster = findCluster(dataDir) ?? dataDir;
  const elsewhere = dirname(cluster) === dataDir ? dataDir : dirname(cluster);
  const args = [pid, serverPid, dataDir, elsewhere].map(String);
  spawn('/bin/sh', ['-c', CLEAN_UP, 'trailkeeper-clean-up', ...args], {
    cwd: '/',
    env: { PATH: process.env['PATH'] },
    detached: true,
    stdio: 'ignore',
  }).unref();
}

const CLEAN_UP = `
while kill -0 "$1" 2>/dev/null; do
  [ -d "$3" ] || exit 0
  sleep 1
done
[ -d "$3" ] || exit 0
kill -QUIT "$2" 2>/dev/null && sleep 1
rm -rf "$3" "$4"
`;
