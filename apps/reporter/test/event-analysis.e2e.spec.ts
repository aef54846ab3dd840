import { request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EventHistogram, TopList } from '@trailkeeper/contract';
import { execute, query, withTransaction } from '@trailkeeper/database';
import { AUTHORIZATION, startReporterOnTrail } from './reporter-app.js';
import { anEvent, insertEvents } from './sent-event.js';

let trail: Awaited<ReturnType<typeof startReporterOnTrail>>;

beforeAll(async () => {
  trail = await startReporterOnTrail();
  const delete_ = { action: 'kms.secrets.delete', outcome: 'failure' };
  await insertEvents(trail.owner, [
    anEvent({ ...delete_, initiatorId: 'IBMid-1', initiatorName: 'ops@example.com', reasonCode: 403 }),
    anEvent({ ...delete_, initiatorName: 'eve@example.org', targetId: 'crn:v1:key', targetType: 'kms/secrets' }),
    anEvent({ initiatorId: 'IBMid-1', initiatorName: 'ops@example.com' }),
    anEvent({ action: 'codeengine.project.create', occurredAt: new Date('2026-08-31T22:30:00Z') }),
  ]);
});

afterAll(() => trail.stop());

function get(path: string, headers: Record<string, string> = AUTHORIZATION) {
  return trail.app.inject({ url: `/v1/events/${path}`, headers });
}

describe('GET /v1/events/total', () => {
  it('counts what any search finds', async () => {
    expect((await get('total')).json()).toEqual({ events: 4, isExact: true, basis: 'counts' });
    expect((await get('total?service=kms&outcome=failure&from=2026-09-01')).json()).toEqual({
      ...{ events: 2, isExact: true, basis: 'counts' },
    });
    expect((await get('total?q=service:kms%20-initiator:IBMid-1')).json()).toEqual({
      ...{ events: 1, isExact: true, basis: 'rows' },
    });
  });

  it('refuses what is no search', async () => {
    expect((await get('total?q=logins:5')).json()).toMatchObject({ status: 400, code: 'invalid_query', position: 0 });
    expect((await get('total?limit=5')).json()).toMatchObject({ status: 400, code: 'invalid_request' });
    expect((await get('total', {})).statusCode).toBe(401);
  });
});

describe('GET /v1/events/histogram', () => {
  it('gives every bucket of the period, in the zone that is asked for', async () => {
    const answer = await get('histogram?from=2026-08-31T22:00:00Z&to=2026-09-17&interval=week&timeZone=europe/berlin');
    const nothing = { success: 0, failure: 0, pending: 0, unknown: 0 };
    const week = (from: string, to: string) => ({
      from: `${from}T22:00:00.000Z`,
      to: `${to}T22:00:00.000Z`,
      ...nothing,
    });
    expect(answer.json()).toEqual({
      interval: 'week',
      timeZone: 'Europe/Berlin',
      from: '2026-08-31T22:00:00.000Z',
      to: '2026-09-17T00:00:00.000Z',
      basis: 'counts',
      buckets: [
        { ...week('2026-08-31', '2026-09-06'), success: 1 },
        week('2026-09-06', '2026-09-13'),
        { ...week('2026-09-13', ''), to: '2026-09-17T00:00:00.000Z', success: 1, failure: 2 },
      ],
    });
  });

  it.each([
    ['initiator=IBMid-1', 'hour', '2026-09-15T10:00:00.000Z', '2026-09-15T11:00:00.000Z', 1],
    ['', 'day', '2026-08-31T00:00:00.000Z', '2026-09-16T00:00:00.000Z', 16],
    ['from=2026-01-01', 'week', '2026-01-01T00:00:00.000Z', '2026-09-21T00:00:00.000Z', 38],
    [
      'from=2000-01-01&to=2027-01-01&severity=normal',
      'month',
      '2000-01-01T00:00:00.000Z',
      '2027-01-01T00:00:00.000Z',
      324,
    ],
  ])('of %s is by the %s', async (parameters, interval, from, to, count) => {
    const answer = await get(`histogram?${parameters}`);
    const histogram = answer.json<EventHistogram>();
    expect({ ...histogram, buckets: histogram.buckets.length }).toMatchObject({ interval, from, to, buckets: count });
  });

  it('has no buckets where nothing says when', async () => {
    const { from, to, buckets } = (await get('histogram?severity=unheard')).json<EventHistogram>();
    expect({ from, to, buckets }).toEqual({ from: null, to: null, buckets: [] });
  });

  it('has at most 2,000 buckets', async () => {
    const hours = (to: string) => get(`histogram?interval=hour&from=2026-01-01&to=${to}`);
    expect((await hours('2026-03-25T08:00:00Z')).json<EventHistogram>().buckets).toHaveLength(2_000);
    const refused = await hours('2026-03-25T08:00:00.001Z');
    expect(refused.json()).toMatchObject({ status: 400, code: 'invalid_request', errors: [{ field: 'interval' }] });
    expect(refused.json<{ detail: string }>().detail).toContain('ask for a longer interval');
  });

  it.each([
    'last=P1D&to=2026-09-01',
    'timeZone=Mars/Olympus',
    'timeZone=%2B02:00',
    'interval=minute',
    'from=2026-09-02&to=2026-09-01',
  ])('refuses %s', async (parameters) => {
    expect((await get(`histogram?${parameters}`)).json()).toMatchObject({ status: 400, code: 'invalid_request' });
  });
});

describe('GET /v1/events/top', () => {
  const at = '2026-09-15T10:00:07.000000Z';

  it('groups by who, what and why', async () => {
    expect((await get('top?by=initiator&service=kms')).json()).toEqual({
      by: 'initiator',
      among: { events: 3, isAll: true },
      items: [
        {
          ...{ value: 'IBMid-1', label: 'ops@example.com', type: null },
          events: 2,
          failures: 1,
          firstSeen: at,
          lastSeen: at,
        },
        {
          ...{ value: 'eve@example.org', label: 'eve@example.org', type: null },
          ...{ events: 1, failures: 1, firstSeen: at, lastSeen: at },
        },
      ],
      others: 0,
      without: 0,
    });
    const target = (await get('top?by=target')).json<TopList>();
    expect(target).toMatchObject({ items: [{ value: 'crn:v1:key', label: null, type: 'kms/secrets' }], without: 3 });
    expect((await get('top?by=reason')).json<TopList>()).toMatchObject({ items: [{ value: '403' }], without: 3 });
  });

  it('looks at the newest only, but at all that is counted', async () => {
    const newest = (await get('top?by=action&among=2&severity=none&limit=1')).json<TopList>();
    expect(newest).toMatchObject({ among: { events: 0, isAll: true }, items: [] });
    const some = (await get('top?by=initiator&among=3')).json<TopList>();
    expect(some).toMatchObject({ among: { events: 3, isAll: false }, without: 0 });
    const all = (await get('top?by=action&among=2&limit=1')).json<TopList>();
    expect(all).toMatchObject({
      among: { events: 4, isAll: true },
      items: [{ value: 'kms.secrets.delete' }],
      others: 2,
    });
  });

  it.each(['', 'by=outcome', 'by=action&limit=101', 'by=action&among=10000001'])('refuses %s', async (parameters) => {
    expect((await get(`top?${parameters}`)).json()).toMatchObject({ status: 400, code: 'invalid_request' });
  });
});

describe('a client that goes', () => {
  it('takes its statement with it', async () => {
    await trail.app.listen(0, '127.0.0.1');
    const { port } = trail.app.getHttpServer().address() as AddressInfo;
    await withTransaction(trail.owner, 'READ COMMITTED', async (runner) => {
      // Whoever counts events waits for this.
      await execute(runner, 'lock table audit_event in access exclusive mode');
      for (const path of ['histogram?initiator=IBMid-1', 'top?by=reason', 'total?initiator=IBMid-1']) {
        const client = httpRequest({ port, path: `/v1/events/${path}`, headers: AUTHORIZATION });
        client.on('error', () => undefined).end();
        while ((await waitingStatements()) === 0) await sleep(10);
        client.destroy();
        await untilNoneRuns();
      }
    });
    expect((await get('total')).statusCode).toBe(200);
  });

  async function untilNoneRuns(): Promise<void> {
    for (let tries = 0; tries < 200; tries += 1) {
      if ((await waitingStatements()) === 0) return;
      await sleep(10);
    }
    throw new Error('a statement still runs 2 s after its client has gone');
  }

  /** Of the reporter, that wait for the events. */
  async function waitingStatements(): Promise<number> {
    const found = await query(trail.owner, FIND_WAITING);
    return found.length;
  }
});

const FIND_WAITING = `
select from pg_stat_activity session
where session.application_name = 'trailkeeper-reporter' and session.state = 'active'
  and session.wait_event_type = 'Lock' and session.datname = current_database()
`;
