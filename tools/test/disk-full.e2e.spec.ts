import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execute, migrate, openDataSource, provisionAppRoles } from '@trailkeeper/database';
import { type EmbeddedPostgres, removeEmbeddedPostgres, startEmbeddedPostgres } from '@trailkeeper/database/embedded';
import { type CollectorProcess, sendEvents, startCollector, storedNames } from './collector-process.js';

const MEBIBYTE = 1024 * 1024;

/** A folder whose disk is small, as only root can make one. Undefined where that is not allowed. */
function maybeSmallDisk(size: string): string | undefined {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'trailkeeper-disk-')));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=755`, 'tmpfs', folder], { stdio: 'ignore' });
    return folder;
  } catch {
    rmSync(folder, { recursive: true });
    return undefined;
  }
}

function removeDisk(disk: string): void {
  execFileSync('umount', [disk]);
  rmSync(disk, { recursive: true });
}

const disk = maybeSmallDisk('56m');
if (disk === undefined) {
  console.warn(
    'NOT TESTED: a disk that is really full. It needs a small file system, which only root may mount; run the tests as ' +
      'root for it. apps/collector/test/outages.e2e.spec.ts has the same with an error that is made up.',
  );
}
(disk === undefined ? describe.skip : describe)('a disk that is really full', () => {
  const dataDir = realpathSync(mkdtempSync(join(tmpdir(), 'trailkeeper-full-')));
  const ballast = join(disk ?? '', 'ballast');
  let server: EmbeddedPostgres;
  let collector: CollectorProcess;
  let ownerUrl: string;

  /** The trail's tables are on the small disk, the server's log of changes is not. */
  beforeAll(async () => {
    chmodSync(dataDir, 0o711);
    server = await startEmbeddedPostgres({ dataDir, isThrowaway: true });
    const { uid, gid } = statSync(realpathSync(join(dataDir, 'cluster')));
    const space = join(disk!, 'tablespace');
    mkdirSync(space);
    chownSync(space, uid, gid);
    const owner = await openDataSource({ url: server.url, applicationName: 'test', poolSize: 1 });
    await execute(owner, `create tablespace small location '${space}'`);
    await execute(owner, 'create database full_trail tablespace small');
    await owner.destroy();
    const url = new URL(server.url);
    url.pathname = '/full_trail';
    ownerUrl = url.href;
    await migrate(ownerUrl);
    // What an operator can delete; it leaves room for some thousand events.
    const { bavail, bsize } = statfsSync(disk!);
    writeFileSync(ballast, Buffer.alloc(bavail * bsize - 4 * MEBIBYTE));
    const { collectorUrl } = await provisionAppRoles(ownerUrl);
    collector = await startCollector(collectorUrl);
    await collector.ready();
  });
  afterAll(async () => {
    await collector?.stop({ isImmediate: true });
    await server?.stop({ isImmediate: true });
    await removeEmbeddedPostgres(dataDir);
    removeDisk(disk!);
  });

  it('is 503 and disk_full; nothing acknowledged is lost, and with room all is taken in again, once', async () => {
    const requests = Array.from({ length: 100 }, (_, request) =>
      Array.from({ length: 300 }, (_, event) => `full-${request}-${event}`),
    );
    const acknowledged: string[] = [];
    const refused: string[][] = [];
    for (const names of requests) {
      const sent = await sendEvents(collector.url, names, 2_000);
      if (sent.status === 200) {
        expect(sent.answer).toMatchObject({ received: 300, stored: 300 });
        acknowledged.push(...names);
      } else {
        expect(sent).toMatchObject({ status: 503, code: 'unavailable', retryAfter: '30' });
        refused.push(names);
      }
      if (refused.length === 5) break;
    }
    expect(acknowledged.length).toBeGreaterThan(300);
    expect(refused).toHaveLength(5);
    const ready = await fetch(`${collector.url}/health/ready`);
    expect([ready.status, await ready.json()]).toEqual([
      503,
      expect.objectContaining({ checks: { database: 'disk_full' } }),
    ]);
    const metrics = await (await fetch(`${collector.url}/metrics`)).text();
    expect(metrics).toContain('\ntrailkeeper_database_up 0\n');
    expect(metrics).toContain('\ntrailkeeper_database_state{state="disk_full"} 1\n');

    // Still so after a while without a request: the collector looks by itself, and sees no room.
    await sleep(17_000);
    expect((await fetch(`${collector.url}/health/ready`)).status).toBe(503);

    rmSync(ballast);
    for (const deadline = Date.now() + 25_000; Date.now() < deadline; await sleep(250)) {
      if ((await fetch(`${collector.url}/health/ready`)).status === 200) break;
    }
    expect((await fetch(`${collector.url}/health/ready`)).status).toBe(200);
    for (const names of refused) {
      expect(await sendEvents(collector.url, names, 2_000)).toMatchObject({
        status: 200,
        answer: { stored: 300, duplicates: 0 },
      });
    }
    const stored = await storedNames(ownerUrl);
    expect([...acknowledged, ...refused.flat()].filter((name) => stored.get(name) !== 1)).toEqual([]);
    expect(stored.size).toBe(acknowledged.length + refused.flat().length);
  }, 120_000);
});
