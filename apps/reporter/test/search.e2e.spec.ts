import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FoundEvent } from '@trailkeeper/contract';
import { AUTHORIZATION, startReporterOnTrail } from './reporter-app.js';
import { anEvent, insertEvents } from './sent-event.js';

interface Page {
  items: FoundEvent[];
  nextCursor: string | null;
}

describe('GET /v1/events', () => {
  let trail: Awaited<ReturnType<typeof startReporterOnTrail>>;
  let url: string;

  beforeAll(async () => {
    trail = await startReporterOnTrail();
    await trail.app.listen(0, '127.0.0.1');
    url = await trail.app.getUrl();
    await insertEvents(trail.owner, [
      anEvent({ message: 'Key Protect: rotate key', initiatorName: 'ops@example.com', correlationId: 'req-1' }),
      anEvent({ action: 'kms.secrets.delete', outcome: 'failure', initiatorName: 'ops@example.com', reasonCode: 403 }),
      anEvent({ action: 'kms.secrets.delete', outcome: 'failure', initiatorName: 'eve@example.org' }),
      anEvent({ action: 'codeengine.project.create', occurredAt: new Date('2026-08-01T00:00:00Z') }),
    ]);
  });

  afterAll(() => trail.stop());

  async function get(parameters: Record<string, string>, headers: Record<string, string> = AUTHORIZATION) {
    return trail.app.inject({ url: `/v1/events?${new URLSearchParams(parameters)}`, headers });
  }

  async function actionsOf(parameters: Record<string, string>): Promise<string[]> {
    return (await get(parameters)).json<Page>().items.map(({ action }) => action);
  }

  it('answers events as they are, what happened last first, with what the catalog says', async () => {
    const { items, nextCursor } = (await get({ q: 'rotate' })).json<Page>();
    expect(nextCursor).toBeNull();
    expect(items).toEqual([
      expect.objectContaining({
        id: expect.stringMatching(/^2026-09-15T10:00:07\.000000Z_[0-9a-f]{64}$/),
        occurredAt: '2026-09-15T10:00:07.000000Z',
        arrivedAt: '2026-09-15T10:00:07.000000Z',
        service: 'kms',
        family: 'key-protect',
        catalogStatus: 'documented',
        message: 'Key Protect: rotate key',
        correlationId: 'req-1',
        targetId: null,
      }),
    ]);
  });

  it('takes parameters, the query line and both together', async () => {
    expect(await actionsOf({ action: 'kms.secrets.*', outcome: 'failure' })).toHaveLength(2);
    expect(await actionsOf({ q: 'action:kms.secrets.* outcome:failure -initiator:ops@example.com' })).toHaveLength(1);
    expect(await actionsOf({ service: 'kms', q: 'reasonCode:403' })).toEqual(['kms.secrets.delete']);
    expect(await actionsOf({ to: '2026-09-01' })).toEqual(['codeengine.project.create']);
    expect(await actionsOf({ arrivedFrom: '2026-09-01', family: 'code-engine' })).toEqual([]);
  });

  it('goes from page to page', async () => {
    const first = (await get({ limit: '3' })).json<Page>();
    const second = (await get({ limit: '3', cursor: first.nextCursor! })).json<Page>();
    expect([...first.items, ...second.items]).toHaveLength(4);
    expect(second).toMatchObject({ items: [{ action: 'codeengine.project.create' }], nextCursor: null });
  });

  it('refuses a cursor of another search, and one that is none', async () => {
    const { nextCursor } = (await get({ limit: '1', service: 'kms' })).json<Page>();
    const other = await get({ limit: '1', service: 'codeengine', cursor: nextCursor! });
    expect(other.statusCode).toBe(400);
    expect(other.json()).toMatchObject({ code: 'invalid_request', errors: [{ field: 'cursor' }] });

    const [at, hash, , ...rest] = JSON.parse(Buffer.from(nextCursor!, 'base64url').toString()) as string[];
    for (const snapshot of ['', '5:3:', '1:9:4,3', `1:2:'; select 1`, '1:99999999999999999999:']) {
      const forged = Buffer.from(JSON.stringify([at, hash, snapshot, ...rest])).toString('base64url');
      expect((await get({ limit: '1', service: 'kms', cursor: forged })).statusCode).toBe(400);
    }
  });

  it('names what is wrong with a query, and where', async () => {
    const answer = await get({ q: 'outcome:failure actor:eve' });
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ code: 'invalid_query', position: 16, errors: [{ field: 'q' }] });
    expect((await get({ service: 'kms', colour: 'red' })).json()).toMatchObject({ errors: [{ field: 'colour' }] });
  });

  it.each([
    ['letters', 'x', 1],
    ['quotes, which few clients encode', "'", 3],
    ['Chinese characters', '密', 9],
  ])(
    'takes the largest search there may be over a port, page by page: of %s',
    async (_what, character, encodedLength) => {
      const target = largestTarget(character, encodedLength);
      await insertEvents(trail.owner, [anEvent({ targetId: target[0]! }), anEvent({ targetName: target[1]! })]);
      const times = {
        from: '2026-09-01T00:00:00.000+02:00',
        to: '2026-10-01T00:00:00.000+02:00',
        arrivedFrom: '2026-09-01',
      };
      const pageOf = async (parameters: Record<string, string>) => {
        const search = new URLSearchParams({ ...times, ...parameters });
        for (const value of target) search.append('target', value);
        return fetch(`${url}/v1/events?${search}`, { headers: AUTHORIZATION });
      };
      const first = await pageOf({ limit: '1' });
      expect(first.status).toBe(200);
      const { nextCursor } = (await first.json()) as Page;
      const second = await pageOf({ limit: '1', cursor: nextCursor! });
      expect([second.status, ((await second.json()) as Page).items.length]).toEqual([200, 1]);

      const more = await pageOf({ account: 'a'.repeat(20) });
      expect(more.status).toBe(400);
      expect(await more.json()).toMatchObject({ code: 'invalid_request', errors: [{ field: 'target' }] });
    },
  );

  it('takes every moment that a text can name', async () => {
    for (const times of [
      { from: '0000-01-01', arrivedTo: '9999-12-31' },
      { to: '9999-12-31T23:59:59-14:00', arrivedFrom: '0000-01-01T00:00:00+14:00' },
    ]) {
      expect(await actionsOf({ action: 'kms.secrets.delete', ...times })).toHaveLength(2);
      const total = `/v1/events/total?${new URLSearchParams({ ...times, q: 'rotate' })}`;
      expect((await trail.app.inject({ url: total, headers: AUTHORIZATION })).json()).toMatchObject({ events: 1 });
    }
  });

  it('asks for a token', async () => {
    expect((await get({}, {})).statusCode).toBe(401);
  });
});

/** Values of `target` that take 12,000 characters of an address, but for what is less than one of theirs; others than before. */
function largestTarget(character: string, encodedLength: number): string[] {
  const values: string[] = [];
  for (let left = 12_000; ;) {
    const length = Math.min(300, Math.floor((left - 'target=&'.length) / encodedLength));
    if (length <= 0) return values;
    values.push(character.repeat(length));
    left -= 'target=&'.length + length * encodedLength;
  }
}
