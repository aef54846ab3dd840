import { randomBytes } from 'node:crypto';
import { Agent } from 'node:https';
import { CreateBucketCommand, GetObjectCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hasDebianPackages, NEEDS_DEBIAN, unpackDebianPackages } from '@trailkeeper/database/testing';
import type { DataSource } from 'typeorm';
import { s3Settings } from '../src/targets/s3/s3-settings.js';
import { aDefinition } from './a-definition.js';
import { deliveryRow, openDelivering, untilDelivery } from './delivering.js';
import { openKilling, SECRET_KEY } from './killing.js';
import { insertSealedTarget } from './sealed-target.js';
import { insertBundle } from './sent-bundle.js';
import { insertSchedule, insertSlot, slotRow } from './sent-slot.js';
import { startBreakingProxy } from './servers/breaking-proxy.js';
import { type Ceph, CEPH_KEYS, CEPH_PACKAGES, startCeph } from './servers/ceph.js';
import { trustCertificate } from './servers/certificate.js';
import { freePort } from './servers/free-port.js';

const describeWithCeph = hasDebianPackages ? describe : describe.skip;

// Of versions: what is put there twice is there twice.
const BUCKET = 'exports-versioned';
const CONTENT = randomBytes(100_000);

describeWithCeph(`a delivery to a bucket of Ceph${NEEDS_DEBIAN}`, () => {
  let ceph: Ceph;
  let distrust: () => void;
  let client: S3Client;

  beforeAll(async () => {
    ceph = await startCeph(await unpackDebianPackages(...CEPH_PACKAGES));
    distrust = trustCertificate(ceph.certificate);
    client = new S3Client({
      ...{ endpoint: ceph.endpoint, region: 'us-east-1', forcePathStyle: true },
      // A copy: the client writes into it.
      credentials: { ...CEPH_KEYS },
      requestHandler: { httpsAgent: new Agent({ keepAlive: false }) },
    });
    await client.send(new CreateBucketCommand({ Bucket: BUCKET, ObjectLockEnabledForBucket: true }));
  });
  afterAll(async () => {
    client?.destroy();
    distrust?.();
    await ceph?.stop();
  });

  const insertBucket = (owner: DataSource, prefix: string, port = Number(new URL(ceph.endpoint).port)) => {
    // Not by name, which may be an IPv6 address first.
    const endpoint = `https://127.0.0.1:${port}`;
    const settings = s3Settings.parse({ endpoint, bucket: BUCKET, prefix, forcePathStyle: true });
    return insertSealedTarget(owner, { kind: 's3', name: prefix, settings, secrets: CEPH_KEYS, secretKey: SECRET_KEY });
  };
  const versions = async (Prefix: string) =>
    (await client.send(new ListObjectVersionsCommand({ Bucket: BUCKET, Prefix }))).Versions ?? [];
  const expectOneObject = async (prefix: string) => {
    expect(await versions(prefix)).toMatchObject([{ Key: `${prefix}bundle.zip`, Size: CONTENT.length }]);
    const { Body } = await client.send(new GetObjectCommand({ Bucket: BUCKET, Key: `${prefix}bundle.zip` }));
    expect(Buffer.from(await Body!.transformToByteArray()).equals(CONTENT)).toBe(true);
  };

  it('whose process is killed when it was put and that is not recorded is found there, and not put twice', async () => {
    const on = await openKilling({ env: { NODE_EXTRA_CA_CERTS: ceph.certificate.certificateFile } });
    try {
      const target = await insertBucket(on.owner, 'killed/');
      const { slotId, release, send } = await on.heldSlot([target], { hold: on.holdRecording, content: CONTENT });
      const [id] = await send();
      await on.untilWaiting('schedule_slot');
      await expectOneObject('killed/');
      const [before] = await versions('killed/');
      await on.kill();
      await release();
      expect(await deliveryRow(on.owner, id!)).toMatchObject({
        ...{ status: 'waiting', receipts: [{ endedAt: null, outcome: null }] },
      });

      const [row] = await on.repeated([id!]);
      expect(row).toMatchObject({ status: 'delivered', attempts: 2, possiblyTwice: false });
      expect(row?.receipts).toMatchObject([{ endedAt: null, outcome: null }, { outcome: 'already-there' }]);
      await expectOneObject('killed/');
      expect((await versions('killed/'))[0]?.VersionId).toBe(before?.VersionId);
      expect(await slotRow(on.owner, slotId)).toMatchObject({ status: 'delivered' });
    } finally {
      await on.stop();
    }
  });

  it('outlives three hours without the server, and is there once', async () => {
    const on = await openDelivering();
    const port = await freePort();
    try {
      const target = await insertBucket(on.owner, 'away/', port);
      const scheduleId = await insertSchedule(on.owner, aDefinition({ targets: [target] }));
      const slotId = await insertSlot(on.owner, scheduleId, { status: 'running', step: 'delivering' });
      const [id] = await insertBundle(on.owner, slotId, { content: CONTENT });
      await on.startWorker();
      await untilDelivery(on.owner, id!, ({ nextTryAt }) => nextTryAt !== null);
      const { receipts: failed, status } = await on.tryAgain(id!, 7);
      expect(status).toBe('waiting');
      for (const receipt of failed)
        expect(receipt).toMatchObject({ outcome: 'failed', answer: expect.stringContaining('refused the connection') });

      const server = await startBreakingProxy(Number(new URL(ceph.endpoint).port), port);
      try {
        const row = await on.tryAgain(id!, 1);
        expect(row).toMatchObject({ status: 'delivered', attempts: 9, possiblyTwice: false, failure: null });
        expect(row.receipts.at(-1)).toMatchObject({ outcome: 'delivered' });
        const began = row.receipts.map(({ beganAt }) => Date.parse(beganAt));
        expect(began.at(-1)! - began[0]!).toBe(183 * 60_000);
      } finally {
        await server.stop();
      }
      await expectOneObject('away/');
      expect(await slotRow(on.owner, slotId)).toMatchObject({ status: 'delivered' });
    } finally {
      await on.stop();
    }
  });
});
