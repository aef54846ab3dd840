import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { anEvent } from './an-event.js';
import { gzipped, post, startSystem, type TestSystem } from './collector.js';

const MEBIBYTE = 1024 * 1024;

let system: TestSystem;

beforeAll(async () => {
  system = await startSystem({ MAX_BODY_BYTES: '16MiB' });
});
afterAll(() => system.stop());

afterEach(async () => {
  const live = await system.collectors[0]?.inject('/health/ready');
  expect(live?.statusCode).toBe(200);
  const accounts = await system.accounts();
  expect([accounts.stored, accounts.counted, accounts.quarantineRows]).toEqual([
    accounts.events,
    accounts.events,
    accounts.quarantined,
  ]);
});

const send = (body: string | Buffer, headers?: Record<string, string>) => post(system.collectors[0], body, headers);

let serial = 0;
/** A good event that is not stored yet. */
const good = () => JSON.stringify(anEvent({ correlationId: `good-${(serial += 1)}` }));

describe('requests', () => {
  it.each([
    ['no key', ''],
    ['a wrong key', 'Bearer another-key-of-the-tests'],
    ['the key in another scheme', 'Basic an-ingest-key-of-the-tests'],
  ])('with %s are refused', async (_name, authorization) => {
    const { status, body } = await send(good(), { authorization });
    expect([status, body.code]).toEqual([401, 'unauthorized']);
  });

  it.each<[string, Buffer | string, Record<string, string>, number, string]>([
    ['nothing in it', '', {}, 400, 'empty_body'],
    ['nothing in it but called JSON', '', { 'content-type': 'application/json' }, 400, 'empty_body'],
    ['white space in it', '\ufeff \r\n\t\n', {}, 400, 'empty_body'],
    ['white space in gzip', gzipped(' \n'), {}, 400, 'empty_body'],
    ['more than the limit', Buffer.alloc(16 * MEBIBYTE + 1, '\n'), {}, 413, 'body_too_large'],
    [
      'more than the limit inside gzip',
      gzipSync(Buffer.alloc(200 * MEBIBYTE, ' '), { level: 1 }),
      {},
      413,
      'body_too_large',
    ],
    ['gzip in name only', '{"action":"a"}', { 'content-encoding': 'gzip' }, 400, 'invalid_gzip'],
    ['gzip that is cut off', gzipped(randomBytes(9_000)).subarray(0, 5_000), {}, 400, 'invalid_gzip'],
    ['gzip with junk behind it', Buffer.concat([gzipped('{}'), Buffer.from('junk')]), {}, 400, 'invalid_gzip'],
    ['gzip in gzip in gzip', gzipped(gzipped(gzipped('{}'))), {}, 400, 'invalid_gzip'],
    ['another encoding', '{}', { 'content-encoding': 'br' }, 415, 'unsupported_encoding'],
  ])('with %s are refused, and nothing of them is stored', async (_name, body, headers, status, code) => {
    const before = await system.accounts();
    const answer = await send(body, headers);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(await system.accounts()).toEqual(before);
  });

  it.each([
    'application/json',
    'application/x-ndjson',
    'text/plain',
    'application/octet-stream',
    'text/x-y; charset=latin1',
  ])('are read whatever their content type: "%s"', async (type) => {
    const { status, body } = await send(`[${good()},${good()}]`, { 'content-type': type });
    expect([status, body.stored]).toEqual([200, 2]);
  });

  it.each(['gzip', 'x-gzip', 'GZIP', 'identity', ''])('are decompressed under the name "%s"', async (name) => {
    const { status, body } = await send(name.endsWith('y') ? good() : gzipped(good()), { 'content-encoding': name });
    expect([status, body.stored]).toEqual([200, 1]);
  });

  it('may be compressed twice and in several members', async () => {
    const members = Buffer.concat([gzipped(`${good()}\n`), gzipped(good())]);
    expect((await send(gzipped(members), { 'content-encoding': 'gzip' })).body.stored).toBe(2);
  });

  it('that hold nothing rightly are answered with a tally of nothing', async () => {
    const nothing = { received: 0, stored: 0, duplicates: 0, quarantined: 0, problems: [] };
    const before = await system.rows('select count(*) from ingest_batch');
    expect((await send('[]')).body).toEqual(nothing);
    expect((await send(gzipped(''))).body).toEqual(nothing);
    expect(await system.rows('select count(*) from ingest_batch')).toEqual(before);
  });
});

const event = (fields: Record<string, unknown>) => JSON.stringify(anEvent(fields));
const withText = (json: string) => event({ requestData: 'HERE' }).replace('"HERE"', json);
const letters = (size: number) => randomBytes(size).toString('base64url').slice(0, size);

// Items that any list separates from their neighbours.
const REFUSED: [string, string, string][] = [
  ['a broken line', '{"action":"a.b.c",', 'invalid_json'],
  ['a broken value', '{"action":tru}', 'invalid_json'],
  ['a number', '17', 'not_an_object'],
  ['an event time that is a number', event({ eventTime: 1_700_000_000 }), 'invalid_event_time'],
  ['an event time of the year 99999', event({ eventTime: '99999-01-01T00:00:00Z' }), 'invalid_event_time'],
  ['an event time of the year 9999', event({ eventTime: '9999-12-31T23:59:59Z' }), 'event_time_out_of_range'],
  ['an event time before 2000', event({ eventTime: '0001-01-01T00:00:00Z' }), 'event_time_out_of_range'],
  ['the 30th of February', event({ eventTime: '2026-02-30T00:00:00Z' }), 'invalid_event_time'],
  ['an action that is a list', event({ action: ['a'] }), 'wrong_type'],
  ['an initiator that is text', event({ initiator: 'x' }), 'wrong_type'],
  ['a target id that is an object', event({ target: { id: {} } }), 'wrong_type'],
  ['NUL', event({ message: 'a\0b' }), 'nul_character'],
  ['NUL in a key', event({ requestData: { '\0': 1 } }), 'nul_character'],
  ['NUL inside an envelope in text', JSON.stringify({ _line: event({ message: '\0' }) }), 'nul_character'],
  ['a lone surrogate', event({ message: 'x\udead' }), 'lone_surrogate'],
  ['an initiator id of 5 kB of random letters', event({ initiator: { id: letters(5_000) } }), 'field_too_long'],
  ['a target name of 5 kB of one letter', event({ target: { name: 'x'.repeat(5_000) } }), 'field_too_long'],
  ['the same key twice', event({}).replace('{', '{"outcome":"failure",'), 'duplicate_key'],
  ['a string of 10 MB', event({ message: 'x'.repeat(10 * MEBIBYTE) }), 'event_too_large'],
  ['nesting of 1,000', withText(`${'['.repeat(1_000)}${']'.repeat(1_000)}`), 'nested_too_deep'],
  ['nesting of 100,000', withText(`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`), 'nested_too_deep'],
  [
    'an event and its envelope that differ',
    JSON.stringify({ payload: anEvent(), outcome: 'failure' }),
    'envelope_conflict',
  ],
];

// Odd, and yet events.
const TAKEN: [string, string][] = [
  ['a number beyond a double', withText('1e999')],
  ['a number of 1,000 digits', withText('1'.repeat(1_000))],
  ['a key __proto__', withText('{"__proto__":{"polluted":true},"constructor":{"prototype":1}}')],
  ['a key __proto__ at the top', event({}).replace('{', '{"__proto__":{"action":"x"},')],
  [
    'an initiator id of 1 kB of random letters',
    event({ initiator: { id: letters(1_024) }, target: { id: letters(2_048) } }),
  ],
  [
    'every control character but NUL',
    event({
      message: String.fromCharCode(
        ...Array(31)
          .fill(0)
          .map((_, at) => at + 1),
      ),
    }),
  ],
  ['text that looks like SQL', event({ initiator: { name: `'); drop table audit_event; --` } })],
  ['request data that is text', event({ requestData: 'text', responseData: '{"broken":' })],
];

describe('an item that is refused', () => {
  it.each(REFUSED)('for %s costs no other line', async (_name, item, code) => {
    const { status, body } = await send(`${good()}\n${item}\n${good()}`);
    expect([status, body.problems.map((problem) => [problem.index, problem.code])]).toEqual([200, [[1, code]]]);
    expect(body).toMatchObject({ received: 3, stored: 2, duplicates: 0, quarantined: 1 });
    expect(body.problems[0]?.message.length).toBeLessThan(200);
    const [kept] = await system.rows<{ raw: Buffer; item_index: number; code: string }>(LAST_QUARANTINED);
    expect([kept?.item_index, kept?.code]).toEqual([1, code]);
    // Of an item over MAX_EVENT_BYTES so much is kept: more than that is never held of any item.
    expect(kept?.raw.equals(Buffer.from(item).subarray(0, MEBIBYTE))).toBe(true);
  });

  it.each(REFUSED.filter(([name]) => name !== 'a broken line'))(
    'for %s costs no other element',
    async (_name, item, code) => {
      const { status, body } = await send(`[${good()}, ${item} ,${good()}]`);
      expect([status, body.problems.map((problem) => [problem.index, problem.code])]).toEqual([200, [[1, code]]]);
      expect(body).toMatchObject({ received: 3, stored: 2, quarantined: 1 });
    },
  );

  it('is the only thing in a request that is one broken event', async () => {
    expect((await send('{"action":')).body).toMatchObject({
      received: 1,
      quarantined: 1,
      problems: [{ index: 0, code: 'invalid_json' }],
    });
  });

  it('is kept byte for byte, UTF-8 or not', async () => {
    const item = Buffer.concat([
      Buffer.from('{"action":"'),
      randomBytes(300).map((byte) => byte | 0x80), // none of JSON's own characters, which might end the item early
      Buffer.from('\xff"}', 'latin1'),
    ]);
    const { body } = await send(Buffer.concat([Buffer.from(`${good()}\n`), item, Buffer.from(`\n${good()}`)]));
    expect(body).toMatchObject({ received: 3, stored: 2, problems: [{ index: 1, code: 'invalid_utf8' }] });
    const [kept] = await system.rows<{ raw: Buffer }>(LAST_QUARANTINED);
    expect(kept?.raw.equals(item)).toBe(true);
  });

  it('is one of many: at most 100 are listed, all are counted', async () => {
    const lines = Array.from({ length: 250 }, () => '{"a":1}');
    lines[120] = good();
    const { body } = await send(lines.join('\n'));
    expect(body).toMatchObject({ received: 250, stored: 1, quarantined: 249 });
    expect(body.problems.map((problem) => problem.index)).toEqual(Array.from({ length: 100 }, (_, index) => index));
  });

  it('is the end of an array that is cut off', async () => {
    const { body } = await send(`[${good()},${good()},${good().slice(0, -20)}`);
    expect(body).toMatchObject({ received: 3, stored: 2, problems: [{ index: 2, code: 'unterminated_array' }] });
  });
});

describe('an odd event', () => {
  it.each(TAKEN)('with %s is stored once', async (_name, item) => {
    expect((await send(`${good()}\n${item}`)).body).toMatchObject({ received: 2, stored: 2, problems: [] });
    expect((await send(`[${item}]`)).body).toMatchObject({ received: 1, stored: 0, duplicates: 1 });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('is not taken for another because of the limits of a double', async () => {
    const items = ['9007199254740992', '9007199254740993', '9007199254740994', '1e998', '1e997'].map(withText);
    expect((await send(items.join('\n'))).body).toMatchObject({ received: 5, stored: 5 });
  });
});

describe('bodies of nothing but hostility', () => {
  it.each([
    ['brackets', '['.repeat(10 * MEBIBYTE)],
    ['braces', '{'.repeat(10 * MEBIBYTE)],
    ['one open string', `{"a":"${'\\"'.repeat(5 * MEBIBYTE)}`],
    ['noise', randomBytes(10 * MEBIBYTE).map((byte) => (byte === 0x1f ? 0x20 : byte === 10 ? 32 : byte))],
  ])('of %s are one quarantined item or few', async (_name, body) => {
    const answer = await send(Buffer.from(body as string));
    expect(answer.status).toBe(200);
    expect(answer.body.stored).toBe(0);
    expect(answer.body.received).toBe(answer.body.quarantined);
  });
});

const LAST_QUARANTINED = `
select quarantine.raw, quarantine.item_index, quarantine.code from quarantine order by quarantine.id desc limit 1
`;
