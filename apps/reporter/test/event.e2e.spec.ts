import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type EventAnswer, eventAnswerSchema } from '@trailkeeper/contract';
import { execute } from '@trailkeeper/database';
import { undocumentedRoutes } from '@trailkeeper/http';
import { AUTHORIZATION, startReporterOnTrail } from './reporter-app.js';
import { anEvent, insertEvents, type SentEvent } from './sent-event.js';

let trail: Awaited<ReturnType<typeof startReporterOnTrail>>;
let app: NestFastifyApplication;

beforeAll(async () => {
  trail = await startReporterOnTrail();
  app = trail.app;
});
afterAll(() => trail?.stop());

const get = (path: string) => app.inject({ url: `/v1/events/${path}`, headers: AUTHORIZATION });
const eventOf = async (id: string) => eventAnswerSchema.strict().parse((await get(id)).json<EventAnswer>());

/** Stores events and gives their ids. */
const insert = (...events: SentEvent[]) => insertEvents(trail.owner, events);

describe('one event', () => {
  it('is shown in columns, as it was received, and with what the catalog says of it', async () => {
    const body = ' {"payload":{"action":"kms.secrets.delete"},\r\n "logSourceCRN":"Müller 😀"}';
    const arrivedAt = new Date('2026-09-16T00:00:00Z');
    const sent = { action: 'kms.secrets.delete', body, arrivedAt, keyName: 'shipper', microseconds: 5 };
    const [id = ''] = await insert(anEvent(sent));
    const answer = await eventOf(id);
    expect(answer).toMatchObject({
      event: {
        id,
        occurredAt: '2026-09-15T10:00:07.000005Z',
        arrivedAt: '2026-09-16T00:00:00.000000Z',
        service: 'kms',
      },
      contentHash: id.split('_')[1],
      batchId: expect.stringMatching(/^\d+$/),
      keyName: 'shipper',
      received: body,
      receivedBytes: Buffer.byteLength(body),
      isCut: false,
      catalog: { serviceName: 'Key Protect', entry: { title: 'Key deleted' }, deletionHeading: 'deleted' },
      counterpart: null,
      related: { items: [], total: 0, isTotalExact: true },
    });
    expect((await get(encodeURIComponent(id))).json()).toEqual(answer);
  });

  it('has its body also where it was stored before bodies were packed', async () => {
    const [id = ''] = await insert(anEvent({ body: '{"old":"ü"}', isPacked: false }));
    expect(await eventOf(id)).toMatchObject({ received: '{"old":"ü"}', receivedBytes: 12, isCut: false });
    expect((await get(`${id}/raw`)).body).toBe('{"old":"ü"}');
  });

  it('has its own body of those that arrived with it', async () => {
    const accounts = ['a1', 'a2', 'a1', 'a2', 'a3'];
    const ids = await insert(...accounts.map((account, index) => anEvent({ account, body: `{"n":${index}}` })));
    const bodies: string[] = [];
    for (const id of ids) bodies.push((await eventOf(id)).received);
    expect(bodies).toEqual(accounts.map((_, index) => `{"n":${index}}`));
  });

  it('is found by its time and its hash, not by one of them', async () => {
    const [one = '', other = ''] = await insert(anEvent(), anEvent({ microseconds: 1 }));
    const [[time], [, hash]] = [one.split('_'), other.split('_')];
    expect((await get(`${time}_${hash}`)).statusCode).toBe(404);
  });

  it('is cut where it is long, and whole in its raw bytes', async () => {
    const body = `{"message":"${'€'.repeat(400_000)}"}`;
    const [, id = ''] = await insert(anEvent(), anEvent({ body }));
    const { received, receivedBytes, isCut } = await eventOf(id);
    expect([receivedBytes, isCut, body.startsWith(received)]).toEqual([1_200_014, true, true]);
    expect(Buffer.byteLength(received)).toBe(256 * 1024 - 1);
    const raw = await get(`${id}/raw`);
    expect(raw.rawPayload.equals(Buffer.from(body))).toBe(true);
  });

  it('gives its bytes to be saved and not to be shown', async () => {
    const body = '\uFEFFJun 12 host app: {"action":"x"}<script>';
    const [id = ''] = await insert(anEvent({ body }));
    const sha256 = createHash('sha256').update(body).digest('hex');
    expect((await get(`${id}/raw`)).headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="event-${sha256.slice(0, 16)}.txt"`,
      etag: `"${sha256}"`,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'content-length': String(Buffer.byteLength(body)),
    });
  });

  it.each([
    `2026-09-15T10:00:07.000000Z_${'0'.repeat(64)}`,
    `2026-02-31T10:00:07.000000Z_${'0'.repeat(64)}`,
    `9999-12-31T23:59:59.999999Z_${'0'.repeat(64)}`,
    'x',
    '%00',
    '%F0%9F%98%80',
    '__proto__',
    '9'.repeat(300),
  ])('is not there: %s', async (id) => {
    for (const answer of [await get(id), await get(`${id}/raw`)]) {
      expect([answer.statusCode, answer.json().code]).toEqual([404, 'not_found']);
    }
  });

  it('is a fault of ours if its pack is gone', async () => {
    const [id = ''] = await insert(anEvent({ account: 'without bodies' }));
    await execute(trail.owner, `delete from event_body where account = 'without bodies'`);
    expect([(await get(id)).statusCode, (await get(`${id}/raw`)).statusCode]).toEqual([500, 500]);
  });

  it('is for those who may read, and documented', async () => {
    const [id = ''] = await insert(anEvent());
    for (const path of [id, `${id}/raw`]) expect((await app.inject(`/v1/events/${path}`)).statusCode).toBe(401);
    expect(undocumentedRoutes(app)).toEqual([]);
  });
});

describe('a published event', () => {
  it('has the pending one and the final one of its request, and others of it', async () => {
    const lines = samples('openstack-cadf.ndjson').slice(6, 8);
    const sent = lines.map(fromOpenStack);
    const { correlationId } = sent[0]!;
    const [pending = '', final = '', third = ''] = await insert(
      ...sent,
      anEvent({ correlationId: correlationId ?? null }),
    );
    const answers = [await eventOf(pending), await eventOf(final)];
    expect(answers.map(({ received }) => received)).toEqual(lines);
    expect(answers.map(({ event }) => [event.action, event.service, event.outcome])).toEqual([
      ['read/list', 'nova', 'pending'],
      ['read/list', 'nova', 'success'],
    ]);
    expect(answers.map(({ counterpart }) => counterpart?.id)).toEqual([final, pending]);
    expect(answers.map(({ related }) => related.items.map((item) => item.id))).toEqual([
      [final, third],
      [pending, third],
    ]);
  });

  it('has the other one by its time also without a correlation id', async () => {
    const lines = samples('openstack-cadf.ndjson').slice(6, 8);
    const sent = lines.map((line) => ({ ...fromOpenStack(line), correlationId: null }));
    const [pending = '', final = ''] = await insert(...sent);
    expect(await eventOf(pending)).toMatchObject({ counterpart: { id: final }, related: { items: [], total: 0 } });
    expect(await eventOf(final)).toMatchObject({ counterpart: { id: pending } });
  });

  it('is shown byte for byte, whatever it came in', async () => {
    const lines = ['ibm-docs', 'ibm-wrapped', 'ibm-other-producers', 'openstack-cadf'].flatMap((name) =>
      samples(`${name}.ndjson`),
    );
    const ids = await insert(...lines.map((body) => anEvent({ body })));
    const shown: (string | undefined)[] = [];
    for (const id of ids) {
      const { received } = await eventOf(id);
      expect((await get(`${id}/raw`)).body).toBe(received);
      shown.push(received);
    }
    expect(shown).toEqual(lines);
  });
});

/** Lines of published events, in the folder `shared` beside the checkout. Reading fails, and the test with it, without it. */
function samples(name: string): string[] {
  const file = join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'samples', name);
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
}

/** As the collector stores it. */
function fromOpenStack(line: string): SentEvent {
  const { payload } = JSON.parse(line);
  const [milliseconds, microseconds] = [payload.eventTime.slice(0, 23), payload.eventTime.slice(23, 26)];
  return anEvent({
    occurredAt: new Date(`${milliseconds}Z`),
    microseconds: Number(microseconds),
    arrivedAt: new Date('2026-09-15T12:00:00Z'),
    action: payload.action,
    emitter: payload.target.id,
    outcome: payload.outcome,
    initiatorId: payload.initiator.id,
    targetId: payload.target.id,
    correlationId: payload.tags[0].split('=')[1],
    body: line,
  });
}
