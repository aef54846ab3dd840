import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type DeliveryTarget, deliveryTargetSchema } from '@trailkeeper/contract';
import { query } from '@trailkeeper/database';
import { undocumentedRoutes } from '@trailkeeper/http';
import { aDefinition } from './a-definition.js';
import { aSchedule } from './made-schedule.js';
import { insertSchedule, insertSlot } from './sent-slot.js';
import { aDirectory, startTargets, TARGETS_URL } from './started-targets.js';

let targets: Awaited<ReturnType<typeof startTargets>>;
beforeAll(async () => {
  targets = await startTargets();
});
beforeEach(() => targets.clear());
afterAll(() => targets?.stop());

const UNKNOWN_ID = '11111111-1111-4111-8111-111111111111';

/** Each kind that has secrets, with changes that lead them elsewhere, and one that does not. */
const SECRET_TARGETS = [
  {
    kind: 'webhook',
    settings: { url: 'https://hooks.example.com/in' },
    secrets: { signingSecret: 'a-signing-secret-for-tests' },
    elsewhere: [{ url: 'https://hooks.example.com/other' }, { url: 'https://hooks.example.com:8443/in' }],
    same: { url: 'https://hooks.example.com/in?of=trail', linkDays: 7 },
  },
  {
    kind: 's3',
    settings: { bucket: 'evidence' },
    secrets: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'a-secret-access-key' },
    elsewhere: [{ endpoint: 'https://s3.example.com' }, { region: 'eu-central-1' }, { bucket: 'other' }],
    same: { prefix: 'exports/' },
  },
  {
    kind: 'email',
    settings: { host: 'smtp.example.com', username: 'trail', from: 'trail@example.com', to: ['audit@example.com'] },
    secrets: { password: 'a-password-for-tests' },
    elsewhere: [{ host: 'smtp.example.org' }, { port: 465 }, { username: 'other' }],
    same: { to: ['other@example.com'], security: 'tls' },
  },
];

describe('a delivery target', () => {
  it('is made, found, changed and deleted', async () => {
    const answer = await targets.ask('POST', TARGETS_URL, aDirectory());
    expect(answer.statusCode).toBe(201);
    const target = deliveryTargetSchema.strict().parse(answer.json());
    expect(target).toMatchObject({
      ...aDirectory(),
      secrets: [],
      createdBy: 'administrator',
      updatedBy: 'administrator',
    });
    expect(answer.headers['location']).toBe(`${TARGETS_URL}/${target.id}`);
    expect((await targets.ask('GET', `${TARGETS_URL}/${target.id}`)).json()).toEqual(target);

    const changes = { name: 'Auditors', settings: { path: 'auditors/2026' } };
    const changed = await targets.ask('PUT', `${TARGETS_URL}/${target.id}`, changes);
    expect(changed.json()).toEqual({ ...target, ...changes, updatedAt: expect.any(String) });
    expect(changed.json().updatedAt > target.updatedAt).toBe(true);
    expect((await targets.ask('GET', TARGETS_URL)).json()).toEqual({ items: [changed.json()], nextCursor: null });

    expect((await targets.ask('DELETE', `${TARGETS_URL}/${target.id}`)).statusCode).toBe(204);
    for (const [method, path] of [
      ['GET', ''],
      ['PUT', ''],
      ['DELETE', ''],
      ['POST', '/test'],
    ] as const) {
      const gone = await targets.ask(
        method,
        `${TARGETS_URL}/${target.id}${path}`,
        method === 'PUT' ? changes : undefined,
      );
      expect(gone.json()).toMatchObject({ status: 404, code: 'not_found' });
    }
    expect((await targets.ask('GET', TARGETS_URL)).json().items).toEqual([]);
    expect((await targets.made(aDirectory({ name: 'Auditors' }))).id).not.toBe(target.id);
  });

  it('tells who changed it last, and the log who did what to it', async () => {
    const before = targets.log.lines().length;
    const { id } = await targets.made(aDirectory());
    await query(targets.owner, `update delivery_target set updated_by = 'ann'`);
    const changed = await targets.ask('PUT', `${TARGETS_URL}/${id}`, { name: 'Auditor', settings: { path: 'other' } });
    expect(changed.json()).toMatchObject({ createdBy: 'administrator', updatedBy: 'administrator' });
    await targets.tested(id);
    await targets.ask('DELETE', `${TARGETS_URL}/${id}`);
    const lines = targets.log.lines().slice(before);
    const told = lines.filter(({ msg }) => String(msg).startsWith('delivery target '));
    expect(told.map(({ msg }) => msg)).toEqual(
      ['made', 'changed', 'tested: delivered', 'deleted'].map((what) => `delivery target ${what}`),
    );
    for (const line of told) {
      expect(line).toMatchObject({ level: 'info', targetId: id, kind: 'directory', by: 'administrator' });
      expect(line).not.toHaveProperty('settings');
    }
  });

  it('has a name of its own', async () => {
    await targets.made(aDirectory());
    const other = await targets.made(aDirectory({ name: 'other' }));
    for (const answer of [
      await targets.ask('POST', TARGETS_URL, aDirectory()),
      await targets.ask('PUT', `${TARGETS_URL}/${other.id}`, { name: 'Auditor', settings: { path: 'a' } }),
    ]) {
      expect(answer.json()).toMatchObject({ status: 409, code: 'conflict', errors: [{ field: 'name' }] });
    }
    const answers = await Promise.all(
      [1, 2, 3].map(() => targets.ask('POST', TARGETS_URL, aDirectory({ name: 'raced' }))),
    );
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([201, 409, 409]);
  });

  it('comes in pages, the newest first', async () => {
    const ids: string[] = [];
    for (const name of ['a', 'b', 'c', 'd', 'e']) ids.unshift((await targets.made(aDirectory({ name }))).id);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: { items: DeliveryTarget[]; nextCursor: string | null } = (
        await targets.ask('GET', `${TARGETS_URL}?limit=2${cursor === null ? '' : `&cursor=${cursor}`}`)
      ).json();
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(ids);
    for (const search of ['cursor=abc', 'limit=0', 'limit=201', 'kind=directory']) {
      expect((await targets.ask('GET', `${TARGETS_URL}?${search}`)).json()).toMatchObject({
        status: 400,
        code: 'invalid_request',
      });
    }
  });

  it('is not deleted while a schedule uses it', async () => {
    const { id } = await targets.made(aDirectory());
    await aSchedule(targets.owner, { name: 'Monthly', targets: [id], madeAt: new Date() });
    const answer = await targets.ask('DELETE', `${TARGETS_URL}/${id}`);
    expect(answer.json()).toMatchObject({ status: 409, code: 'conflict', schedules: ['Monthly'] });
    expect(answer.json().detail).toMatch(/used by the schedule "Monthly"\. Take it out/);
    expect((await targets.ask('GET', `${TARGETS_URL}/${id}`)).statusCode).toBe(200);
  });

  it('is not deleted while a slot that has not ended delivers to it', async () => {
    const { id } = await targets.made(aDirectory());
    const scheduleId = await insertSchedule(targets.owner, aDefinition({ targets: [id] }), 'Monthly');
    await insertSlot(targets.owner, scheduleId, { status: 'notifying', step: 'notifying' });
    await query(targets.owner, `update schedule set deleted_at = now(), deleted_by = 'ann'`);
    const answer = await targets.ask('DELETE', `${TARGETS_URL}/${id}`);
    expect(answer.json()).toMatchObject({ status: 409, slots: [{ scheduleId, schedule: 'Monthly' }] });
    expect(answer.json().detail).toMatch(/a slot that has not ended: \S+ of "Monthly" \(due 2026-09-16T06:00/);
  });

  it.each(SECRET_TARGETS)(
    'of the kind $kind leads its secrets nowhere else',
    async ({ elsewhere, same, ...target }) => {
      const { id } = await targets.made({ name: target.kind, ...target });
      const put = (settings: object, secrets?: object) =>
        targets.ask('PUT', `${TARGETS_URL}/${id}`, { name: target.kind, settings, ...(secrets && { secrets }) });
      expect((await put({ ...target.settings, ...same })).statusCode).toBe(200);
      for (const change of elsewhere) {
        const refused = await put({ ...target.settings, ...change });
        expect(refused.json()).toMatchObject({
          ...{ status: 400, code: 'invalid_request' },
          errors: [{ field: 'secrets', message: expect.stringMatching(/lead to another address/) }],
        });
        expect((await put({ ...target.settings, ...change }, target.secrets)).statusCode).toBe(200);
        expect((await put(target.settings, target.secrets)).statusCode).toBe(200);
      }
    },
  );

  it.each([UNKNOWN_ID, 'nonsense', '%00'])('%s is not known', async (id) => {
    expect((await targets.ask('GET', `${TARGETS_URL}/${id}`)).statusCode).toBe(404);
    expect((await targets.ask('PUT', `${TARGETS_URL}/${id}`, aDirectory())).statusCode).toBe(404);
    expect((await targets.ask('DELETE', `${TARGETS_URL}/${id}`)).statusCode).toBe(404);
    expect((await targets.ask('POST', `${TARGETS_URL}/${id}/test`)).statusCode).toBe(404);
  });

  it('of a kind that this version does not know is shown, and can only be deleted', async () => {
    const { id } = await targets.made(aDirectory());
    await query(targets.owner, `update delivery_target set kind = 'pigeon' where id = $1`, [id]);
    expect((await targets.ask('GET', `${TARGETS_URL}/${id}`)).json()).toMatchObject({ kind: 'pigeon' });
    expect((await targets.ask('PUT', `${TARGETS_URL}/${id}`, aDirectory())).json()).toMatchObject({ status: 422 });
    expect(await targets.tested(id)).toMatchObject({ outcome: 'failed', answer: expect.stringContaining('"pigeon"') });
    expect((await targets.ask('DELETE', `${TARGETS_URL}/${id}`)).statusCode).toBe(204);
  });
});

describe('the kinds of target', () => {
  it('come with the schemas of what they take', async () => {
    const { items } = (await targets.ask('GET', '/v1/delivery-target-kinds')).json();
    const [directory, webhook, s3, email] = ['directory', 'webhook', 's3', 'email'].map((id) =>
      items.find((kind: { id: string }) => kind.id === id),
    );
    expect(directory).toMatchObject({
      isExactlyOnce: true,
      settings: { type: 'object', required: ['path'], additionalProperties: false },
      secrets: { properties: {} },
    });
    expect(webhook).toMatchObject({
      isExactlyOnce: false,
      settings: { properties: { content: { enum: ['bundle', 'link'], default: 'bundle' } } },
      secrets: { required: ['signingSecret'], properties: { signingSecret: { writeOnly: true } } },
    });
    for (const { secrets } of [webhook, s3, email]) {
      expect(Object.values(secrets.properties)).toEqual(
        Object.values(secrets.properties).map(() => expect.objectContaining({ writeOnly: true })),
      );
    }
  });

  it('are in the pages about the API', async () => {
    expect(undocumentedRoutes(targets.app)).toEqual([]);
    const { paths } = (await targets.app.inject('/openapi.json')).json();
    expect(Object.keys(paths[TARGETS_URL]).sort()).toEqual(['get', 'post']);
    expect(Object.keys(paths[`${TARGETS_URL}/{id}`]).sort()).toEqual(['delete', 'get', 'put']);
    const { example } = paths[TARGETS_URL].post.requestBody.content['application/json'];
    expect((await targets.ask('POST', TARGETS_URL, example)).statusCode).toBe(201);
  });
});
