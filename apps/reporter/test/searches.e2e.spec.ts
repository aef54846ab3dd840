import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execute, query, withTransaction } from '@trailkeeper/database';
import { AUTHORIZATION, startReporterOnTrail } from './reporter-app.js';
import { anEvent, insertEvents } from './sent-event.js';

let trail: Awaited<ReturnType<typeof startReporterOnTrail>>;
let eventId: string;

beforeAll(async () => {
  trail = await startReporterOnTrail();
  [eventId] = (await insertEvents(trail.owner, [anEvent({ correlationId: 'request-1' })])) as [string];
  await trail.app.listen(0, '127.0.0.1');
});

afterAll(() => trail.stop());

function ask(path: string, method = 'GET'): ClientRequest {
  const { port } = trail.app.getHttpServer().address() as AddressInfo;
  const client = httpRequest({ host: '127.0.0.1', port, path, method, headers: AUTHORIZATION, agent: false });
  client.on('error', () => undefined).end();
  return client;
}

const answerOf = (client: ClientRequest) =>
  new Promise<IncomingMessage>((resolve, reject) => client.on('response', resolve).on('error', reject));

/** Whoever reads events waits as long as `fn` takes. */
function whileLocked(fn: () => Promise<void>): Promise<void> {
  return withTransaction(trail.owner, 'READ COMMITTED', async (runner) => {
    await execute(runner, 'lock table audit_event in access exclusive mode');
    await fn();
  });
}

/** Statements of the reporter that wait for the events. */
async function waiting(): Promise<number> {
  return (await query(trail.owner, FIND_WAITING)).length;
}

async function untilWaiting(count: number): Promise<void> {
  for (let tries = 0; (await waiting()) !== count; tries += 1) {
    if (tries === 200) throw new Error(`${await waiting()} statements wait after 2 s, not ${count}`);
    await sleep(10);
  }
}

describe('searches', () => {
  it('leave connections to the rest, however many there are, and end with their clients', async () => {
    await whileLocked(async () => {
      const paths = ['', '/total?correlationId=x', '/export', '/histogram?correlationId=x', '/top?by=reason'];
      const clients = [...paths, ...paths].map((path) => ask(`/v1/events${path}`));
      await untilWaiting(2);
      await sleep(200);
      expect(await waiting()).toBe(2);
      const startedAt = performance.now();
      const views = await trail.app.inject({ url: '/v1/views', headers: AUTHORIZATION });
      expect(views.statusCode).toBe(200);
      expect(performance.now() - startedAt).toBeLessThan(1_000);
      for (const client of clients) client.destroy();
      await untilWaiting(0);
    });
    expect((await trail.app.inject({ url: '/v1/events', headers: AUTHORIZATION })).statusCode).toBe(200);
  });

  it('that do not come to their turn are refused, for a while', async () => {
    await whileLocked(async () => {
      const clients = [ask('/v1/events'), ask('/v1/events')];
      await untilWaiting(2);
      const third = await answerOf(ask('/v1/events'));
      expect([third.statusCode, third.headers['retry-after']]).toEqual([503, '5']);
      for (const client of clients) client.destroy();
      await untilWaiting(0);
    });
  });

  it('of a tail end with its client', async () => {
    const client = ask('/v1/events/tail');
    const answer = await answerOf(client);
    answer.resume();
    await whileLocked(async () => {
      await execute(trail.owner, INSERT_BATCH);
      await untilWaiting(1);
      client.destroy();
      await untilWaiting(0);
    });
  });

  it.each(['', '/export', '/tail', '/total', '/histogram', '/top?by=reason', '/ID', '/ID/raw'])(
    'tell HEAD of /v1/events%s what they would answer, without the answer',
    async (path) => {
      const answer = await answerOf(ask(`/v1/events${path.replace('ID', eventId)}`, 'HEAD'));
      expect(answer.statusCode).toBe(200);
      let bytes = 0;
      for await (const piece of answer) bytes += (piece as Buffer).length;
      expect(bytes).toBe(0);
      expect((await trail.app.inject('/metrics')).body).toContain('trailkeeper_event_tails 0');
    },
  );
});

const FIND_WAITING = `
select from pg_stat_activity session
where session.application_name = 'trailkeeper-reporter' and session.state = 'active'
  and session.wait_event_type = 'Lock' and session.datname = current_database()
`;

const INSERT_BATCH = `
insert into ingest_batch (key_name, received, stored, duplicates, quarantined)
values ('test', 1, 1, 0, 0)
`;
