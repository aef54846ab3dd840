import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectRetentionCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hasDebianPackages, NEEDS_DEBIAN, unpackDebianPackages } from '@trailkeeper/database/testing';
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Agent } from 'node:https';
import { join } from 'node:path';
import { s3 } from '../src/targets/s3/s3.js';
import type { S3Secrets, S3Settings } from '../src/targets/s3/s3-settings.js';
import type { DeliveryError, OpenTarget, Parcel } from '../src/targets/target-kind.js';
import { aParcel } from '../src/targets/testing/a-parcel.js';
import { randomParcel } from '../src/targets/testing/random-parcel.js';
import { startBreakingProxy } from './servers/breaking-proxy.js';
import { type Ceph, CEPH_KEYS, CEPH_PACKAGES, startCeph } from './servers/ceph.js';
import { trustCertificate } from './servers/certificate.js';
import { freePort } from './servers/free-port.js';

const describeWithCeph = hasDebianPackages ? describe : describe.skip;

const MIB = 1024 * 1024;
const [BUCKET, LOCKED] = ['exports', 'exports-locked'];
const LOOPBACK = ['127.0.0.0/8', '::1/128'];

describeWithCeph(`a bucket of Ceph${NEEDS_DEBIAN}`, () => {
  let ceph: Ceph;
  let distrust: () => void;
  let client: S3Client;

  beforeAll(async () => {
    const packages = await unpackDebianPackages(...CEPH_PACKAGES);
    ceph = await startCeph(packages);
    distrust = trustCertificate(ceph.certificate);
    const { endpoint } = ceph;
    // Plain client of the test's own; localhost, as the certificate says.
    const requestHandler = { httpsAgent: new Agent({ keepAlive: false }) };
    const requestChecksumCalculation = 'WHEN_REQUIRED';
    client = new S3Client({
      endpoint,
      region: 'us-east-1',
      forcePathStyle: true,
      credentials: CEPH_KEYS,
      requestHandler,
      requestChecksumCalculation,
    });
    await client.send(new CreateBucketCommand({ Bucket: BUCKET }));
    await client.send(new CreateBucketCommand({ Bucket: LOCKED, ObjectLockEnabledForBucket: true }));
  }, 600_000); // the first time they are downloaded
  afterAll(async () => {
    client?.destroy();
    distrust?.();
    await ceph?.stop();
  });

  const open = (settings: Partial<S3Settings> = {}, secrets: Partial<S3Secrets> = {}) => ({
    ...anOpenTarget(ceph.endpoint, settings, secrets),
  });
  const deliver = (parcel: Parcel, settings?: Partial<S3Settings>, secrets?: Partial<S3Secrets>) =>
    s3.deliver(open(settings, secrets), parcel);
  const refusal = (parcel: Parcel, settings?: Partial<S3Settings>, secrets?: Partial<S3Secrets>) =>
    deliver(parcel, settings, secrets).then(
      () => Promise.reject(new Error('It was delivered.')),
      (error: DeliveryError) => error.message,
    );
  const lying = async (Key: string, Bucket = BUCKET) => {
    const found = await client.send(new GetObjectCommand({ Bucket, Key }));
    return { metadata: found.Metadata, bytes: Buffer.from((await found.Body?.transformToByteArray()) ?? []) };
  };
  const unfinished = async (Bucket = BUCKET) =>
    (await client.send(new ListMultipartUploadsCommand({ Bucket }))).Uploads ?? [];

  it.each([
    ['nothing', 0],
    ['one byte', 1],
    ['1 MiB', MIB],
    ['8 MiB, the most in one request', 8 * MIB],
    ['8 MiB and a byte, in two parts', 8 * MIB + 1],
    ['24 MiB, in three whole parts', 24 * MIB],
  ])('holds a file of %s, byte for byte, and a repeat finds it there', async (_, bytes) => {
    const parcel = randomParcel(bytes, { name: `${randomUUID()}.zip` });
    const first = await deliver(parcel);
    expect(first).toMatchObject({ wasThere: false, place: `s3://${BUCKET}/daily/${parcel.name}` });
    expect(first.answer).toMatch(/^200 stored.*ETag "[0-9a-f-]+"/);
    const { bytes: arrived, metadata } = await lying(`daily/${parcel.name}`);
    expect(arrived.equals(parcel.whole)).toBe(true);
    expect(metadata).toEqual({ sha256: parcel.sha256, 'delivery-id': parcel.deliveryId });

    const repeated = await deliver(parcel);
    expect(repeated).toMatchObject({ wasThere: true, place: first.place });
    expect(repeated.answer).toMatch(/^200 there already, ETag/);
    expect(await unfinished()).toEqual([]);
  });

  it.each([
    ['one request', 1_000],
    ['parts', 9 * MIB],
  ])('keeps what lies there and refuses another file of that name, in %s', async (_, bytes) => {
    const name = `${randomUUID()}.zip`;
    const first = randomParcel(bytes, { name });
    await deliver(first);
    expect(await refusal(randomParcel(bytes, { name }))).toMatch(
      /^Another file lies at s3:.*left as it is\. Move it away/,
    );
    expect((await lying(`daily/${name}`)).bytes.equals(first.whole)).toBe(true);
    expect(await unfinished()).toEqual([]);
  });

  it('refuses what someone else put there without a digest', async () => {
    await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'daily/foreign.zip', Body: 'foreign' }));
    expect(await refusal(aParcel('foreign', { name: 'foreign.zip' }))).toMatch(/7 bytes of unknown SHA-256/);
  });

  it.each([
    ['one request', 1_000],
    ['parts', 9 * MIB],
  ])('has one object after two deliveries of a file at the same time, in %s', async (_, bytes) => {
    const parcel = randomParcel(bytes, { name: `${randomUUID()}.zip` });
    const done = await Promise.allSettled([deliver(parcel), deliver(parcel)]);
    // In parts, either may end the other's upload as left over: then its next try finds the file.
    expect(done.map(({ status }) => status)).toContain('fulfilled');
    expect(await deliver(parcel)).toMatchObject({ wasThere: true });
    expect((await lying(`daily/${parcel.name}`)).bytes.equals(parcel.whole)).toBe(true);
    expect(await unfinished()).toEqual([]);
  });

  it('a process killed in the middle of an upload leaves nothing that its repeat does not clear away', async () => {
    const parcel = randomParcel(20 * MIB, { name: `${randomUUID()}.zip` });
    const child = fork(join(import.meta.dirname, 'servers', 'deliver-and-stall.mjs'), [], {
      execArgv: [],
      // The documented way to trust an authority of one's own.
      env: { ...process.env, NODE_EXTRA_CA_CERTS: ceph.certificate.certificateFile },
    });
    const { settings, secrets, limits } = open();
    const { name, bytes, sha256 } = parcel;
    child.send({ settings, secrets, limits, parcel: { name, bytes, sha256 }, stallAfter: 17 * MIB });
    const [said] = (await once(child, 'message')) as unknown[];
    expect(said).toBe('stalled');
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await unfinished()).toMatchObject([{ Key: `daily/${name}` }]);
    await expect(lying(`daily/${name}`)).rejects.toMatchObject({ name: 'NoSuchKey' });

    expect(await deliver(parcel)).toMatchObject({ wasThere: false });
    expect(await unfinished()).toEqual([]);
    expect((await lying(`daily/${name}`)).bytes.equals(parcel.whole)).toBe(true);
    expect(await deliver(parcel)).toMatchObject({ wasThere: true });
  });

  it.each([
    ['one request', MIB, { bytes: MIB, answer: 1 }],
    // The answers to the last part, to looking at the key, to completing.
    ['parts', 9 * MIB, { bytes: 9 * MIB, answer: 3 }],
  ])('a file whose answer is lost is there once, and found, in %s', async (_, bytes, rule) => {
    const proxy = await startBreakingProxy(Number(new URL(ceph.endpoint).port));
    try {
      const parcel = randomParcel(bytes, { name: `${randomUUID()}.zip` });
      proxy.breakAt(rule);
      const settings = { bucket: LOCKED, endpoint: `https://localhost:${proxy.port}` };
      expect(await deliver(parcel, settings)).toMatchObject({
        wasThere: false,
        answer: expect.stringMatching(/^200 stored, its own answer lost, ETag/),
      });
      expect(proxy.hasBroken()).toBe(true);
      const Prefix = `daily/${parcel.name}`;
      const { Versions } = await client.send(new ListObjectVersionsCommand({ Bucket: LOCKED, Prefix }));
      expect(Versions).toHaveLength(1);
      expect((await lying(Prefix, LOCKED)).bytes.equals(parcel.whole)).toBe(true);
      expect(await unfinished(LOCKED)).toEqual([]);
    } finally {
      await proxy.stop();
    }
  });

  it('a delivery that is broken off, or whose file has changed, leaves nothing', async () => {
    const parcel = randomParcel(20 * MIB, { name: `${randomUUID()}.zip` });
    const changed = { ...parcel, sha256: 'f'.repeat(64) };
    expect(await refusal(changed)).toMatch(/is not what was to be sent/);

    const control = new AbortController();
    const stopped = async function* () {
      for await (const chunk of parcel.content()) yield chunk;
      control.abort();
    };
    const ended = s3.deliver({ ...open(), signal: control.signal }, { ...parcel, content: stopped });
    await expect(ended).rejects.toThrow(/was broken off/);
    expect(await unfinished()).toEqual([]);
    await expect(lying(`daily/${parcel.name}`)).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  it.each([
    ['one request', 1_000],
    ['parts', 9 * MIB],
  ])('retains what it is told to retain, in %s, and deletion is refused', async (_, bytes) => {
    const parcel = randomParcel(bytes, { name: `${randomUUID()}.zip` });
    const settings: Partial<S3Settings> = { bucket: LOCKED, objectLock: { mode: 'COMPLIANCE', period: 'P1M2D' } };
    const from = new Date();
    const { place } = await deliver(parcel, settings);
    const VersionId = decodeURIComponent(place.split('?versionId=')[1] ?? '');
    const at = { Bucket: LOCKED, Key: `daily/${parcel.name}`, VersionId };
    const { Retention } = await client.send(new GetObjectRetentionCommand(at));
    expect(Retention?.Mode).toBe('COMPLIANCE');
    const days = ((Retention?.RetainUntilDate?.getTime() ?? 0) - from.getTime()) / 86_400_000;
    expect(days).toBeGreaterThan(29.9);
    expect(days).toBeLessThan(33.1);
    await expect(client.send(new DeleteObjectCommand(at))).rejects.toMatchObject({ name: 'AccessDenied' });
    expect(await deliver(parcel, settings)).toMatchObject({ wasThere: true, place });
    const { Versions } = await client.send(new ListObjectVersionsCommand({ Bucket: LOCKED, Prefix: at.Key }));
    expect(Versions).toHaveLength(1);
  });

  it('says what is wrong and what to do, without secrets', async () => {
    const parcel = aParcel('small', { name: `${randomUUID()}.zip` });
    const wrong = { secretAccessKey: 'another-secret-access-key' };
    const messages = {
      id: await refusal(parcel, {}, { accessKeyId: 'NOBODYSKEY' }),
      secret: await refusal(parcel, {}, wrong),
      bucket: await refusal(parcel, { bucket: 'no-such-bucket' }),
      lock: await refusal(parcel, { objectLock: { mode: 'GOVERNANCE', period: 'P1D' } }),
      refused: await refusal(parcel, { endpoint: `https://localhost:${await freePort()}` }),
      unknown: await refusal(parcel, { endpoint: 'https://no-such-host.invalid' }),
    };
    expect(messages).toEqual({
      id: expect.stringMatching(/does not know the access key id\. Check "accessKeyId"/),
      secret: expect.stringMatching(/"secretAccessKey" does not belong to this access key id/),
      bucket: expect.stringMatching(/^There is no bucket "no-such-bucket" at localhost/),
      lock: expect.stringMatching(/^Object Lock is not enabled on the bucket "exports"/),
      refused: expect.stringMatching(/refused the connection\. Check "endpoint"/),
      unknown: expect.stringMatching(/No address is known for the host no-such-host.invalid/),
    });
    const all = JSON.stringify(messages);
    for (const secret of [wrong.secretAccessKey, CEPH_KEYS.secretAccessKey, 'NOBODYSKEY'])
      expect(all).not.toContain(secret);
    await expect(client.send(new HeadObjectCommand({ Bucket: BUCKET, Key: `daily/${parcel.name}` }))).rejects.toThrow();
  });

  it('goes to no address that is not public, unless its network is allowed', async () => {
    const parcel = aParcel('small', { name: `${randomUUID()}.zip` });
    const target = { ...open(), limits: { directory: null, privateNetworks: [] } };
    await expect(s3.deliver(target, parcel)).rejects.toThrow(/DELIVERY_PRIVATE_NETWORKS/);
  });

  it('goes to no server whose certificate nobody vouches for', async () => {
    distrust();
    const said = await refusal(aParcel('small'));
    distrust = trustCertificate(ceph.certificate);
    expect(said).toMatch(/^The certificate of localhost:\d+ is not trusted .* NODE_EXTRA_CA_CERTS\.$/);
  });
});

function anOpenTarget(
  endpoint: string,
  settings: Partial<S3Settings>,
  secrets: Partial<S3Secrets>,
): OpenTarget<S3Settings, S3Secrets> {
  const defaults = s3.settings.parse({ endpoint, bucket: BUCKET, prefix: 'daily/', forcePathStyle: true });
  return {
    settings: { ...defaults, ...settings },
    secrets: { ...CEPH_KEYS, ...secrets },
    limits: { directory: null, privateNetworks: LOOPBACK },
    signal: new AbortController().signal,
  };
}
