import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { query } from '@trailkeeper/database';
import { insertTarget } from '../../test/sent-slot.js';
import { type TestTrail, openTestTrail } from '../../test/test-trail.js';
import { reporterSettings } from '../config.js';
import { DeliveryError } from './target-kind.js';
import { Targets } from './targets.service.js';
import { aParcel } from './testing/a-parcel.js';

const UNKNOWN_ID = '11111111-1111-4111-8111-111111111111';
let trail: TestTrail;
let folder: string;
let targets: Targets;
beforeAll(async () => {
  trail = await openTestTrail();
  folder = await mkdtemp(join(tmpdir(), 'trailkeeper-service-'));
  const settings = reporterSettings({
    DATABASE_URL: 'postgres://reporter@db/trailkeeper',
    ADMIN_TOKEN: 'an-admin-token-for-tests',
    SECRET_KEY: 'a-secret-key-for-tests',
    DELIVERY_DIRECTORY: folder,
  });
  targets = new Targets(trail.reporter, settings);
});
afterAll(async () => {
  await trail?.stop();
  await rm(folder, { recursive: true });
});

const parcel = aParcel('a bundle');
const deliver = (id: string, signal = new AbortController().signal) => targets.deliver(id, parcel, signal);
const change = (id: string, assignment: string) =>
  query(trail.owner, `update delivery_target set ${assignment} where id = $1`, [id]);

describe('a delivery to a target by its id', () => {
  it('goes where its kind brings it, and says which target that was', async () => {
    const id = await insertTarget(trail.owner, 'good', { path: 'good' });
    expect(await deliver(id)).toEqual({
      place: join(folder, 'good', parcel.name),
      answer: expect.any(String),
      wasThere: false,
      target: { id, name: 'good', kind: 'directory' },
    });
    expect(await deliver(id)).toMatchObject({ wasThere: true });
  });

  it.each([
    ['is deleted', `deleted_at = now(), deleted_by = 'ann'`, /"is deleted" was deleted/],
    ['has settings of another version', `settings = '{"folder": "a"}'`, /do not fit this version \(path, all of it\)/],
    ['is of a kind that is not known', `kind = 'pigeon'`, /of the kind "pigeon", which this version does not know/],
    ['has secrets of another key', `sealed_secrets = 'x', secret_names = '{x}'`, /SECRET_KEY is not the one/],
  ])('fails when it %s', async (name, assignment, message) => {
    const id = await insertTarget(trail.owner, name, { path: 'bad' });
    await change(id, assignment);
    const delivered = deliver(id);
    await expect(delivered).rejects.toThrow(DeliveryError);
    await expect(delivered).rejects.toThrow(message);
    expect(await readdir(folder)).not.toContain('bad');
  });

  it('fails when there is no such target', async () => {
    await expect(deliver(UNKNOWN_ID)).rejects.toThrow(`There is no delivery target "${UNKNOWN_ID}".`);
  });

  it('that is broken off is a failed one, whatever the kind makes of it', async () => {
    const id = await insertTarget(trail.owner, 'broken off', { path: 'broken-off' });
    await expect(deliver(id, AbortSignal.abort())).rejects.toThrow(DeliveryError);
  });
});
