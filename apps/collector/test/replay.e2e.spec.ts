import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { execute, query } from '@trailkeeper/database';
import fc from 'fast-check';
import type { DataSource } from 'typeorm';
import { ReplayWorker } from '../src/replay/replay-worker.service.js';
import { anEvent } from './an-event.js';
import { type Answer, INGEST_KEY, post, startSystem, type TestSystem } from './collector.js';
import { storedBodies } from './stored-bodies.js';

let system: TestSystem;

beforeAll(async () => {
  system = await startSystem({}, 2);
});
afterAll(() => system.stop());
beforeEach(() => truncate());

const truncate = () =>
  system.owner.query('truncate quarantine, ingest_batch, audit_event, activity_delta, activity_count, ingest_key');

const send = (...events: (object | string)[]) =>
  post(system.collectors[0], events.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))).join('\n'));
const anew = (fields: object = {}) => anEvent({ correlationId: randomBytes(8).toString('hex'), ...fields });

/** What the reporter does when somebody asks for it. */
const request = (where = 'true', admits = false) =>
  system.owner.query(
    `select request_replay(array(select id from quarantine where ${where}), 'ann', 'fixed', ${admits})`,
  );
const replay = (at = 0) => system.collectors[at]?.get(ReplayWorker).replay();

interface Item {
  state: string;
  code: string;
  result: string | null;
  tries: number;
  isKept: boolean;
}

const items = () =>
  system.rows<Item>('select state, code, result, tries, raw is not null as "isKept" from quarantine order by id');

/** received = stored + duplicates + quarantined, and the rows say the same. */
async function expectTally(wanted: { received: number; stored: number; duplicates: number; quarantined: number }) {
  const accounts = await system.accounts();
  expect(accounts).toMatchObject(wanted);
  expect(wanted.received).toBe(wanted.stored + wanted.duplicates + wanted.quarantined);
  expect([accounts.events, accounts.counted]).toEqual([wanted.stored, wanted.stored]);
  const [row] = await system.rows<{ n: number }>(`select count(*)::int as n from quarantine where state <> 'replayed'`);
  expect(row?.n).toBe(wanted.quarantined);
}

/** An event that is a second too far in the future, and what it takes until it is no more. */
function tooEarly(aheadMs = 1_500) {
  const event = anew({ eventTime: new Date(Date.now() + 24 * 3_600_000 + aheadMs).toISOString() });
  return { event, come: () => sleep(aheadMs + 100) };
}

describe('a replay', () => {
  it('makes an event of an item whose time has come, and takes it out of the quarantined', async () => {
    const { event, come } = tooEarly();
    expect((await send(event, anew())).body).toMatchObject({ stored: 1, quarantined: 1 });
    await expectTally({ received: 2, stored: 1, duplicates: 0, quarantined: 1 });

    await come();
    await request();
    await replay();
    expect(await items()).toEqual([
      { state: 'replayed', code: 'event_time_out_of_range', result: 'stored', tries: 1, isKept: false },
    ]);
    await expectTally({ received: 2, stored: 2, duplicates: 0, quarantined: 0 });
    const [tied] = await system.rows(`
      select batch.key_name as "keyName", batch.received, batch.stored, batch.quarantined,
             delta.arrived_bucket = date_bin('15 minutes', batch.arrived_at, 'epoch') as "countsAsArrivedNow"
      from quarantine item
      join audit_event event on event.occurred_at = item.event_occurred_at
        and event.content_hash = item.event_content_hash and event.batch_id = item.event_batch_id
      join ingest_batch batch on batch.id = event.batch_id
      join activity_delta delta on delta.first_seen = event.occurred_at`);
    expect(tied).toEqual({
      ...{ keyName: 'INGEST_KEY', received: 0, stored: 1, quarantined: -1 },
      countsAsArrivedNow: true,
    });
    expect(await storedBodies(system, 'kms.secrets.create')).toContain(JSON.stringify(event));
    expect((await send(event)).body).toMatchObject({ duplicates: 1 });
  });

  it('finds the event stored already, and two items with one event', async () => {
    const { event, come } = tooEarly();
    const other = tooEarly();
    await send(event, event, other.event);
    await come();
    await other.come();
    expect((await send(other.event)).body).toMatchObject({ stored: 1 });
    await request();
    await replay();
    expect((await items()).map(({ result }) => result)).toEqual(['stored', 'duplicate', 'duplicate']);
    await expectTally({ received: 4, stored: 2, duplicates: 2, quarantined: 0 });
  });

  it('leaves an item that is still none open, with the reason of now', async () => {
    await send('{"a":1}', tooEarly(60_000).event);
    await system.owner.query(`update quarantine set code = 'invalid_json' where code = 'no_action'`);
    const before = await system.accounts();
    await request();
    await replay();
    const open = { state: 'open', result: 'refused', tries: 1, isKept: true };
    expect(await items()).toEqual([
      { ...open, code: 'no_action' },
      { ...open, code: 'event_time_out_of_range' },
    ]);
    expect(await system.accounts()).toEqual(before);
    await request();
    await replay();
    expect((await items()).map(({ tries }) => tries)).toEqual([2, 2]);
  });

  it('goes through more than one transaction’s worth, also of several keys', async () => {
    const { event, come } = tooEarly(3_000);
    await madeKey('shipper', ['kms']);
    const many = Array.from({ length: 130 }, (_, at) => ({ ...event, correlationId: `${at}` }));
    await send(...many);
    await sendAs('shipper', ...many.map((one) => ({ ...one, outcome: 'failure' })));
    await come();
    await request();
    await Promise.all([replay(0), replay(1)]);
    await replay();
    await expectTally({ received: 260, stored: 260, duplicates: 0, quarantined: 0 });
    const keys = await system.rows(
      'select key_name as key, sum(stored)::int as stored from ingest_batch group by 1 order by 1',
    );
    expect(keys).toEqual([
      { key: 'INGEST_KEY', stored: 130 },
      { key: 'shipper', stored: 130 },
    ]);
    const counted = (await system.collectors[0]?.inject('/metrics'))?.body;
    expect(counted).toMatch(/trailkeeper_quarantine_replayed_total\{result="stored"\} [1-9]/);
  });

  it('is not held up by an item that the database refuses', async () => {
    const { event, come } = tooEarly();
    await send(event, { ...event, action: 'kms.secrets.odd' }, { ...event, action: 'kms.secrets.read' });
    await come();
    await system.owner.query(`alter table audit_event add constraint odd check (action <> 'kms.secrets.odd')`);
    try {
      await request();
      await replay();
    } finally {
      await system.owner.query('alter table audit_event drop constraint odd');
    }
    expect((await items()).map(({ state, code }) => [state, code])).toEqual([
      ['replayed', 'event_time_out_of_range'],
      ['open', 'storage_refused'],
      ['replayed', 'event_time_out_of_range'],
    ]);
    await expectTally({ received: 3, stored: 2, duplicates: 0, quarantined: 1 });
  });

  it('is not held up by an item for whose month the database makes no partition', async () => {
    await madeKey('limited', ['codeengine']);
    const odd = anew({ eventTime: '2003-05-01T00:00:00Z' });
    await sendAs('limited', odd, anew({ eventTime: '2003-06-01T00:00:00Z' }));
    await system.owner.query('alter function ensure_event_partition(timestamptz) rename to really_ensure');
    await system.owner.query(`
      create function ensure_event_partition(at timestamptz) returns text language plpgsql security definer as $$ begin
        if at < '2003-06-01Z' then raise exception 'the clock is behind' using errcode = 'datetime_field_overflow'; end if;
        return really_ensure(at);
      end $$`);
    try {
      await request('true', true);
      await replay();
    } finally {
      await system.owner.query(`drop function ensure_event_partition(timestamptz);
        alter function really_ensure(timestamptz) rename to ensure_event_partition`);
    }
    expect((await items()).map(({ state, code }) => [state, code])).toEqual([
      ['open', 'storage_refused'],
      ['replayed', 'out_of_scope'],
    ]);
    await expectTally({ received: 2, stored: 1, duplicates: 0, quarantined: 1 });
  });

  it('makes the month’s partition, also when it was there and is gone', async () => {
    const { event, come } = tooEarly();
    await send(event, { ...event, outcome: 'failure' });
    await come();
    const month = `audit_event_${new Date(event['eventTime'] as string).toISOString().slice(0, 7).replace('-', '_')}`;
    for (const at of [0, 1]) {
      await system.owner.query(`drop table if exists ${month}`);
      await request(`id = (select min(id) + ${at} from quarantine)`);
      await replay();
    }
    expect((await items()).map(({ result }) => result)).toEqual(['stored', 'stored']);
  });
});

describe('an item out of the scope of its key', () => {
  it('is admitted only if that was asked for', async () => {
    await madeKey('limited', ['codeengine']);
    await sendAs('limited', anew());
    await request('true', false);
    await replay();
    expect((await items())[0]).toMatchObject({ state: 'open', tries: 0 });
    await request('true', true);
    await replay();
    expect((await items())[0]).toMatchObject({ state: 'replayed', result: 'stored' });
    await expectTally({ received: 1, stored: 1, duplicates: 0, quarantined: 0 });
  });

  it('is not let in by way of another fault', async () => {
    await madeKey('limited', ['codeengine']);
    const { event, come } = tooEarly();
    await sendAs('limited', event);
    await come();
    await request();
    await replay();
    expect((await items())[0]).toMatchObject({ state: 'open', code: 'out_of_scope', result: 'refused' });
    await expectTally({ received: 1, stored: 0, duplicates: 0, quarantined: 1 });
  });
});

describe('a replay that is cut off', () => {
  it.each(['ingest_batch', 'activity_delta', 'quarantine'])(
    'while it writes %s has not begun, and is done once, later',
    async (table) => {
      const { event, come } = tooEarly();
      await send(event);
      await come();
      await request();
      const before = await system.accounts();
      await system.owner.query(`
        create function cut_off() returns trigger language plpgsql security definer as $$ begin
          perform pg_terminate_backend(pg_backend_pid()); perform pg_sleep(1); return new;
        end $$;
        create trigger cut_off before insert or update on ${table} for each row execute function cut_off()`);
      await replay();
      await system.owner.query(`drop trigger cut_off on ${table}; drop function cut_off`);
      expect(await system.accounts()).toEqual(before);
      expect((await items())[0]).toMatchObject({ state: 'replay-requested', tries: 0, isKept: true });

      await Promise.all([replay(0), replay(1)]);
      await replay();
      await expectTally({ received: 1, stored: 1, duplicates: 0, quarantined: 0 });
    },
  );

  it('does not make two events of one that is sent at the same moment', async () => {
    for (let round = 0; round < 10; round += 1) {
      await truncate();
      await madeKey('limited', ['codeengine']);
      const many = Array.from({ length: 40 }, (_, at) => anew({ name: `${round}-${at}` }));
      expect((await sendAs('limited', ...many)).body.quarantined).toBe(40);
      await request('true', true);
      const [, , again] = await Promise.all([replay(0), replay(1), send(...many.toReversed())]);
      await replay();
      expect(again.body).toMatchObject({ received: 40, quarantined: 0 });
      await expectTally({ received: 80, stored: 40, duplicates: 40, quarantined: 0 });
    }
  });
});

describe('the tally', () => {
  it('holds after any sequence of sending, replaying and discarding', async () => {
    const steps = fc.array(
      fc.record({
        do: fc.constantFrom('send', 'send', 'replay', 'discard', 'request'),
        which: fc.integer({ min: 0, max: 5 }),
        at: fc.integer({ min: 0, max: 1 }),
      }),
      { minLength: 3, maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(steps, async (sequence) => {
        await truncate();
        let received = 0;
        for (const step of sequence) {
          const third = `id % 3 = ${step.which % 3}`;
          if (step.do === 'send') received += (await sendMix(step.which)).body.received;
          if (step.do === 'request') await request(third, step.which > 2);
          if (step.do === 'replay') await replay(step.at);
          if (step.do === 'discard') await discard(third);
          const accounts = await system.accounts();
          await expectTally({ ...accounts, received });
        }
      }),
      { numRuns: 25 },
    );
  });
});

/** Good, repeated, and bad items, of which some could be replayed: they are good and were out of scope only. */
function sendMix(which: number): Promise<Answer> {
  const mix = [0, 1, 2].map((at) => anEvent({ correlationId: `mix ${which + at}` }));
  if (which % 2 === 0) return send(...mix, '{"a":1}', 'no json');
  return sendOutOfScope(...mix);
}

async function sendOutOfScope(...events: object[]): Promise<Answer> {
  await madeKey('limited', ['codeengine']);
  return sendAs('limited', ...events, '{');
}

async function discard(where: string): Promise<void> {
  await query(
    system.owner,
    `select discard_quarantined(array(select id from quarantine where ${where}), 'ann', 'noise')`,
  );
}

const secretOf = (name: string) => `tk_ingest_${createHash('sha256').update(name).digest('base64url')}`;

/** Makes a key as the reporter would. */
async function madeKey(name: string, services: string[]): Promise<void> {
  const hash = createHash('sha256').update(secretOf(name)).digest();
  await execute(system.owner as DataSource, INSERT_KEY, [name, hash, services]);
}

function sendAs(name: string, ...events: (object | string)[]): Promise<Answer> {
  const body = events.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))).join('\n');
  const token = name === 'INGEST_KEY' ? INGEST_KEY : secretOf(name);
  return post(system.collectors[0], body, { authorization: `Bearer ${token}` });
}

const INSERT_KEY = `
insert into ingest_key (name, secret_hash, hint, services, created_by)
values ($1, $2, 'hint', $3, 'test')
on conflict do nothing
`;
