import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createHash, randomBytes } from 'node:crypto';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type QuarantinedItem, quarantinedItemSchema, quarantineSummarySchema } from '@trailkeeper/contract';
import { query } from '@trailkeeper/database';
import { undocumentedRoutes } from '@trailkeeper/http';
import { AUTHORIZATION, startReporterOnTrail } from './reporter-app.js';

let trail: Awaited<ReturnType<typeof startReporterOnTrail>>;
let app: NestFastifyApplication;

beforeAll(async () => {
  trail = await startReporterOnTrail();
  app = trail.app;
});
afterAll(() => trail?.stop());
beforeEach(() => query(trail.owner, 'truncate quarantine, ingest_batch'));

const URL = '/v1/quarantine';

const get = (path = '') => app.inject({ url: `${URL}${path}`, headers: AUTHORIZATION });
const post = (path: string, body: object) =>
  app.inject({ method: 'POST', url: `${URL}${path}`, headers: AUTHORIZATION, payload: body });
const list = async (search = '') => (await get(search)).json<{ items: QuarantinedItem[]; nextCursor: string | null }>();
const codesOf = async (search: string) => (await list(search)).items.map(({ code }) => code);
const errorsOf = (answer: { json(): unknown }) =>
  (answer.json() as { errors: { field: string; message: string }[] }).errors;

interface Arrival {
  code?: string;
  key?: string;
  arrivedAt?: string;
  raw?: Buffer;
}

/** Puts an item aside as a collector would; gives its id. */
async function putAside({
  code = 'no_action',
  key = 'shipper',
  arrivedAt = '2026-09-15T10:00:00Z',
  raw = Buffer.from('{"a":1}'),
}: Arrival = {}): Promise<string> {
  const [item] = await query<{ id: string }>(trail.owner, PUT_ASIDE, [key, code, arrivedAt, raw]);
  return item?.id as string;
}

describe('a quarantined item', () => {
  it('is shown with why it is no event and what was received', async () => {
    const raw = randomBytes(1_000);
    const id = await putAside({ raw });
    const answer = await get(`/${id}`);
    expect(quarantinedItemSchema.strict().parse(answer.json())).toEqual({
      ...{ id, arrivedAt: '2026-09-15T10:00:00.000000Z', keyName: 'shipper', index: 3, code: 'no_action' },
      ...{ message: 'none', bytes: 1_000, sha256: createHash('sha256').update(raw).digest('hex'), state: 'open' },
      ...{ replay: null, tries: 0, triedAt: null, result: null, event: null, discard: null },
    });
    expect((await list()).items).toEqual([answer.json()]);
  });

  it('gives its bytes as they were received, to be saved and not to be shown', async () => {
    const raw = Buffer.concat([randomBytes(2_000_000), Buffer.from('<script>\0')]);
    const id = await putAside({ raw });
    const answer = await get(`/${id}/raw`);
    expect(answer.rawPayload.equals(raw)).toBe(true);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="quarantined-${id}.bin"`,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'content-length': String(raw.length),
    });
  });

  it.each(['0', '999999', '1x', 'summary2', '-1', '9'.repeat(30), '%00'])('is not there: %s', async (id) => {
    for (const answer of [await get(`/${id}`), await get(`/${id}/raw`), await post(`/${id}/replay`, { reason: 'x' })]) {
      expect(answer.statusCode).toBe(404);
    }
  });

  it('is for those who may read', async () => {
    const id = await putAside();
    for (const path of ['', '/summary', `/${id}`, `/${id}/raw`]) {
      expect((await app.inject({ url: `${URL}${path}` })).statusCode).toBe(401);
    }
    for (const path of ['/replay', '/discard', `/${id}/replay`, `/${id}/discard`]) {
      expect((await app.inject({ method: 'POST', url: `${URL}${path}`, payload: {} })).statusCode).toBe(401);
    }
    expect(undocumentedRoutes(app)).toEqual([]);
  });
});

describe('the list', () => {
  const fill = async () => {
    await putAside({ code: 'no_action', arrivedAt: '2026-09-15T10:00:00Z' });
    await putAside({ code: 'invalid_json', arrivedAt: '2026-09-15T10:00:00.000001Z', key: 'other' });
    await discard(await putAside({ code: 'wrong_type', arrivedAt: '2026-09-16T00:00:00Z' }));
    await request(await putAside({ code: 'out_of_scope', arrivedAt: '2026-09-17T00:00:00Z' }));
  };
  const discard = (id: string) => post(`/${id}/discard`, { reason: 'x' });
  const request = (id: string) => post(`/${id}/replay`, { reason: 'x' });

  it.each([
    ['', 'out_of_scope wrong_type invalid_json no_action'],
    ['?code=invalid_json', 'invalid_json'],
    ['?key=shipper', 'out_of_scope wrong_type no_action'],
    ['?key=nobody', ''],
    ['?state=open', 'invalid_json no_action'],
    ['?state=replay-requested', 'out_of_scope'],
    ['?state=discarded', 'wrong_type'],
    ['?state=replayed', ''],
    ['?from=2026-09-16', 'out_of_scope wrong_type'],
    ['?to=2026-09-16', 'invalid_json no_action'],
    ['?from=2026-09-15T10:00:00.001Z&to=2026-09-16T00:00:00Z', ''],
    ['?key=shipper&state=open&from=2026-09-15', 'no_action'],
  ])('with %s holds: %s', async (search, codes) => {
    await fill();
    expect((await codesOf(search)).join(' ')).toBe(codes);
  });

  it('comes in pages, each item once, also of one moment', async () => {
    const ids: string[] = [];
    for (let at = 0; at < 7; at += 1) ids.unshift(await putAside());
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: Awaited<ReturnType<typeof list>> = await list(`?limit=3${cursor && `&cursor=${cursor}`}`);
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(ids);
  });

  it.each([
    ['?code=no_such', 'code'],
    ['?state=settled', 'state'],
    ['?from=yesterday', 'from'],
    ['?from=2026-09-16&to=2026-09-16', 'to'],
    ['?limit=201', 'limit'],
    ['?cursor=x', 'cursor'],
    [`?cursor=${cursorOf('11111111-1111-4111-8111-111111111111')}`, 'cursor'],
    [`?cursor=${cursorOf('1'.repeat(25))}`, 'cursor'],
    ['?reason=x', 'reason'],
  ])('does not take %s', async (search, field) => {
    const answer = await get(search);
    expect(answer.statusCode).toBe(400);
    expect(errorsOf(answer).map((error) => error.field)).toEqual([field]);
  });
});

describe('the summary', () => {
  it('says what is held, by reason and key, and how full the quarantine is', async () => {
    const raw = Buffer.alloc(100);
    await putAside({ raw });
    await putAside({ raw, arrivedAt: '2026-09-14T00:00:00Z' });
    await putAside({ raw: Buffer.alloc(100, 1), key: 'other' });
    await post(`/${await putAside({ raw: Buffer.alloc(100, 2), code: 'wrong_type' })}/discard`, { reason: 'x' });
    await post(`/${await putAside({ raw, code: 'out_of_scope' })}/replay`, { reason: 'x' });
    const at = { oldestAt: '2026-09-15T10:00:00.000000Z', newestAt: '2026-09-15T10:00:00.000000Z' };
    expect(quarantineSummarySchema.strict().parse((await get('/summary')).json())).toEqual({
      ...{ items: 4, distinctItems: 2, bytes: 2_448, limitBytes: 1024 ** 3 },
      ...{ oldestAt: '2026-09-14T00:00:00.000000Z', replayRequested: 1 },
      groups: [
        {
          code: 'no_action',
          keyName: 'shipper',
          items: 2,
          bytes: 1_224,
          ...at,
          oldestAt: '2026-09-14T00:00:00.000000Z',
        },
        { code: 'no_action', keyName: 'other', items: 1, bytes: 612, ...at },
        { code: 'out_of_scope', keyName: 'shipper', items: 1, bytes: 612, ...at },
      ],
    });
  });

  it('of nothing is zero', async () => {
    const nothing = { items: 0, distinctItems: 0, bytes: 0, oldestAt: null, replayRequested: 0, groups: [] };
    expect((await get('/summary')).json()).toMatchObject(nothing);
  });
});

describe('a replay', () => {
  it('is requested with a reason, once', async () => {
    const id = await putAside();
    const answer = await post(`/${id}/replay`, { reason: ' The parser was fixed. ' });
    expect(answer.statusCode).toBe(202);
    expect(answer.json()).toMatchObject({
      state: 'replay-requested',
      replay: { requestedBy: 'administrator', reason: 'The parser was fixed.', admitsScope: false },
    });
    const again = await post(`/${id}/replay`, { reason: 'again' });
    expect([again.statusCode, again.json()]).toEqual([
      409,
      expect.objectContaining({ code: 'conflict', detail: expect.stringContaining('requested by administrator') }),
    ]);
  });

  it('admits by its id what was out of the scope of its key', async () => {
    const id = await putAside({ code: 'out_of_scope' });
    expect((await post(`/${id}/replay`, { reason: 'x' })).json()).toMatchObject({ replay: { admitsScope: true } });
  });

  it('is requested of all open items of a filter, of those out of scope only where it names them', async () => {
    await putAside();
    await putAside({ key: 'other' });
    await putAside({ code: 'out_of_scope' });
    await putAside({ code: 'wrong_type', arrivedAt: '2026-09-20T00:00:00Z' });
    const replay = async (filter: object) => (await post('/replay', { reason: 'fixed', ...filter })).json();
    expect(await replay({ code: 'wrong_type', to: '2026-09-20' })).toEqual({ requested: 0 });
    expect(await replay({ key: 'other' })).toEqual({ requested: 1 });
    expect(await replay({})).toEqual({ requested: 2 });
    expect(await codesOf('?state=open')).toEqual(['out_of_scope']);
    expect(await replay({ code: 'out_of_scope' })).toEqual({ requested: 1 });
    expect((await list('?code=out_of_scope')).items[0]?.replay?.admitsScope).toBe(true);
  });

  it('is requested of more than one lot, each item once', async () => {
    await query(trail.owner, PUT_MANY_ASIDE, [12_001]);
    expect((await post('/replay', { reason: 'fixed' })).json()).toEqual({ requested: 12_001 });
    expect((await post('/replay', { reason: 'fixed' })).json()).toEqual({ requested: 0 });
    expect((await post('/discard', { reason: 'x', code: 'no_action' })).json()).toEqual({ discarded: 12_001 });
  });
});

describe('a discard', () => {
  it('gives the bytes up and keeps the record', async () => {
    const id = await putAside();
    const answer = await post(`/${id}/discard`, { reason: 'A test.' });
    const discard = { by: 'administrator', reason: 'A test.', at: expect.stringMatching(/^20.*Z$/) };
    expect([answer.statusCode, answer.json()]).toEqual([200, expect.objectContaining({ state: 'discarded', discard })]);
    const raw = await get(`/${id}/raw`);
    expect([raw.statusCode, raw.json()]).toEqual([
      410,
      expect.objectContaining({ detail: expect.stringMatching(/discarded by administrator .*: A test\./) }),
    ]);
    for (const path of ['replay', 'discard']) {
      expect((await post(`/${id}/${path}`, { reason: 'x' })).statusCode).toBe(409);
    }
    expect((await get(`/${id}`)).json()).toMatchObject({ bytes: 7, discard });
  });

  it('needs to be told which', async () => {
    await putAside();
    const answer = await post('/discard', { reason: 'All of it.' });
    expect(answer.statusCode).toBe(400);
    expect(errorsOf(answer)[0]?.message).toContain('"code", "key", "from" or "to"');
    expect((await post('/discard', { reason: 'x', from: '2026-09-15' })).json()).toEqual({ discarded: 1 });
  });
});

describe('a reason', () => {
  it.each([[{}], [{ reason: '' }], [{ reason: '  ' }], [{ reason: 'x'.repeat(1001) }], [{ reason: 1 }]])(
    'is needed, written: %j',
    async (body) => {
      const id = await putAside();
      for (const path of ['/replay', '/discard', `/${id}/replay`, `/${id}/discard`]) {
        const answer = await post(path, path === '/discard' ? { code: 'no_action', ...body } : body);
        expect(answer.statusCode).toBe(400);
        expect(errorsOf(answer).map(({ field }) => field)).toEqual(['reason']);
      }
      expect((await get(`/${id}`)).json()).toMatchObject({ state: 'open' });
    },
  );
});

function cursorOf(id: string): string {
  return Buffer.from(JSON.stringify(['2026-09-15T10:00:00.000000Z', id])).toString('base64url');
}

const PUT_ASIDE = `
with batch as (
  insert into ingest_batch (arrived_at, key_name, received, stored, duplicates, quarantined)
  values ($3, $1, 1, 0, 0, 1)
  returning ingest_batch.id
)
insert into quarantine (batch_id, arrived_at, item_index, code, message, raw)
select batch.id, $3, 3, $2, 'none', $4
from batch
returning quarantine.id
`;

const PUT_MANY_ASIDE = `
with batch as (
  insert into ingest_batch (arrived_at, key_name, received, stored, duplicates, quarantined)
  values ('2026-09-15T10:00:00Z', 'shipper', $1, 0, 0, $1)
  returning ingest_batch.id
)
insert into quarantine (batch_id, arrived_at, item_index, code, message, raw)
select batch.id, '2026-09-15T10:00:00Z', series.at, 'no_action', 'none', 'x'
from batch
cross join generate_series(1, $1) as series (at)
`;
