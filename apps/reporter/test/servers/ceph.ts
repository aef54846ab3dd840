import type { DebianPackages } from '@trailkeeper/database/testing';
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Certificate, makeCertificate } from './certificate.js';
import { freePort } from './free-port.js';
import { type OwnProcess, startProcess, untilListening } from './own-process.js';

/** The least that makes an S3 server of Ceph. */
export const CEPH_PACKAGES = ['radosgw', 'ceph-mon', 'ceph-osd', 'ceph-common', 'openssl'];

/** An S3 server: one monitor, one storage daemon in memory, and the gateway. */
export interface Ceph {
  /** https, with a certificate of its own. */
  readonly endpoint: string;
  readonly certificate: Certificate;
  stop(): Promise<void>;
}

export const CEPH_KEYS = { accessKeyId: 'TRAILKEEPERTESTS', secretAccessKey: 'a-secret-access-key-for-tests' };

/** Starts it on free ports of the loopback address, with all it keeps in memory and a temporary folder; takes 1 to 3 s. */
export async function startCeph(packages: DebianPackages): Promise<Ceph> {
  const folder = mkdtempSync(join(tmpdir(), 'trailkeeper-ceph-'));
  const certificate = makeCertificate(packages, folder);
  const [monitorPort, port] = [await freePort(), await freePort()];
  const libraries = `usr/lib/${LIBRARIES[process.arch] ?? ''}`;
  const fsid = randomUUID();
  const config = join(folder, 'ceph.conf');
  writeFileSync(config, configuration({ packages, libraries, folder, fsid, monitorPort, port, certificate }));
  for (const name of ['mon', 'osd', 'rgw']) mkdirSync(join(folder, name));
  const env = {
    ...packages.env,
    LD_LIBRARY_PATH: [packages.env['LD_LIBRARY_PATH'], packages.fileOf(`${libraries}/ceph`)].join(':'),
    CEPH_CONF: config,
  };
  const run = (name: string, ...args: string[]) =>
    promisify(execFile)(packages.fileOf(`usr/bin/${name}`), args, { env, cwd: folder, timeout: 60_000 });
  const running: OwnProcess[] = [];
  const start = (name: string, ...args: string[]) => {
    const started = startProcess(packages.fileOf(`usr/bin/${name}`), [...args, '-f'], { env, cwd: folder });
    running.unshift(started);
    return started;
  };
  const stop = async () => {
    for (const one of running) await one.kill();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const map = join(folder, 'monmap');
    await run('monmaptool', '--create', '--fsid', fsid, '--addv', 'a', `[v2:127.0.0.1:${monitorPort}]`, map);
    await run('ceph-mon', '--mkfs', '-i', 'a', '--monmap', map);
    await untilListening(monitorPort, start('ceph-mon', '-i', 'a'));
    await run('python3', packages.fileOf('usr/bin/ceph'), 'osd', 'new', fsid);
    await run('ceph-osd', '-i', '0', '--mkfs', '--osd-uuid', fsid);
    start('ceph-osd', '-i', '0');
    const { accessKeyId, secretAccessKey } = CEPH_KEYS;
    const user = ['--uid=tests', '--display-name=tests', `--access-key=${accessKeyId}`, `--secret=${secretAccessKey}`];
    await run('radosgw-admin', 'user', 'create', ...user);
    await untilListening(port, start('radosgw', '-n', 'client.rgw'));
  } catch (error) {
    const said = running.map((one) => one.said()).join('\n');
    await stop();
    throw new Error(`Ceph did not start.\n${said}`, { cause: error });
  }
  return { endpoint: `https://localhost:${port}`, certificate, stop };
}

interface Places {
  packages: DebianPackages;
  libraries: string;
  folder: string;
  fsid: string;
  monitorPort: number;
  port: number;
  certificate: Certificate;
}

function configuration({ packages, libraries, folder, fsid, monitorPort, port, certificate }: Places): string {
  const { certificateFile, keyFile } = certificate;
  return `
[global]
fsid = ${fsid}
mon host = [v2:127.0.0.1:${monitorPort}]
mon initial members = a
public addr = 127.0.0.1
cluster addr = 127.0.0.1
auth cluster required = none
auth service required = none
auth client required = none
ms mon client mode = crc
ms mon cluster mode = crc
ms mon service mode = crc
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pgp num = 1
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
osd objectstore = memstore
memstore device bytes = 1073741824
paxos propose interval = 0.02
paxos min wait = 0.01
osd class dir = ${packages.fileOf(`${libraries}/rados-classes`)}
erasure code dir = ${packages.fileOf(`${libraries}/ceph/erasure-code`)}
plugin dir = ${packages.fileOf(`${libraries}/ceph`)}
run dir = ${folder}
admin socket =
log file = ${folder}/$name.log
pid file = ${folder}/$name.pid
mon data = ${folder}/mon
mon data avail crit = 0
osd data = ${folder}/osd
rgw data = ${folder}/rgw
rgw frontends = beast ssl_endpoint=127.0.0.1:${port} ssl_certificate=${certificateFile} ssl_private_key=${keyFile}
rgw run sync thread = false
rgw enable gc threads = false
rgw enable lc threads = false
rgw enable quota threads = false
rgw dynamic resharding = false
rgw override bucket index max shards = 1
`;
}

const LIBRARIES: Readonly<Record<string, string>> = { x64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu' };
