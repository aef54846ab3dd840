import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type DeliveryTarget, deliveryTargetSchema } from '@trailkeeper/contract';
import { query } from '@trailkeeper/database';
import { undocumentedRoutes } from '@trailkeeper/http';
import { aSchedule } from './made-schedule.js';
import { aDirectory, startTargets, TARGETS_URL } from './started-targets.js';

let targets: Awaited<ReturnType<typeof startTargets>>;
beforeAll(async () => {
  targets = await startTargets();
});
beforeEach(() => targets.clear());
afterAll(() => targets?.stop());

const UNKNOWN_ID = '11111111-1111-4111-8111-111111111111';

describe('a delivery target', () => {
  it('is made, found, changed and deleted', async () => {
    const answer = await targets.ask('POST', TARGETS_URL, aDirectory());
    expect(answer.statusCode).toBe(201);
    const target = deliveryTargetSchema.strict().parse(answer.json());
    expect(target).toMatchObject({ ...aDirectory(), secrets: [], createdBy: 'administrator' });
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
    const [directory, webhook] = ['directory', 'webhook'].map((id) =>
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
