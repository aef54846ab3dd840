import { describe, expect, it } from '@jest/globals';
import type { AuditEvent } from '@trailkeeper/contract';
import { anEvent } from '../../../test/an-event.js';
import { sampleLines } from '../../../test/published-samples.js';
import type { ItemProblem, Result } from './item-problem.js';
import { parseItem } from './parse-item.js';
import { splitItems } from './split-items.js';

const CONTEXT = { now: Date.parse('2026-10-01T00:00:00Z'), maxEventBytes: 100_000 };

function parseBody(body: string | Buffer): Result<AuditEvent>[] {
  return [...splitItems(Buffer.from(body as string))].map((item) => parseItem(item, CONTEXT));
}

function parse(body: string | Buffer | object): Result<AuditEvent> {
  const isGiven = typeof body === 'string' || Buffer.isBuffer(body);
  const [only, ...more] = parseBody(isGiven ? body : JSON.stringify(body));
  if (!only || more.length > 0) throw new Error('The body is not one item');
  return only;
}

function event(body: string | object): AuditEvent {
  const { value, problem } = parse(body);
  if (!value) throw new Error(`${problem.code}: ${problem.message}`);
  return value;
}

const codeOf = (body: string | Buffer | object): ItemProblem['code'] | undefined => parse(body).problem?.code;

describe('an event', () => {
  it('becomes columns', () => {
    const body = JSON.stringify(anEvent());
    expect(event(body)).toEqual({
      occurredAt: '2026-09-15T10:00:07.250000Z',
      contentHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      action: 'kms.secrets.create',
      emitter: '',
      outcome: 'success',
      severity: 'normal',
      dataEvent: false,
      location: 'us-south',
      account: '67db3d7f',
      initiatorId: 'IBMid-ABC',
      initiatorName: 'ann@example.com',
      initiatorAddress: '192.0.2.1',
      targetId: 'crn:v1:bluemix:public:kms:us-south:a/67db3d7f:d3adb33f-instance:key:1',
      targetName: 'a key',
      targetType: 'kms/secrets',
      correlationId: '23b8916b-39be-49fa-82f2-9e0eaf78a32e',
      reasonCode: 201,
      reasonText: null,
      message: 'Key Protect: create key',
    });
  });

  it('needs an action and a time and nothing else', () => {
    expect(event({ action: 'a.b.c', eventTime: '2026-01-01T00:00:00Z' })).toMatchObject({
      outcome: 'unknown',
      location: 'unknown',
      account: 'unknown',
      dataEvent: null,
      initiatorId: null,
      reasonCode: null,
      emitter: '',
    });
  });

  it.each<[string, Record<string, unknown>, Partial<AuditEvent>]>([
    ['an outcome nobody knows', { outcome: 'maybe' }, { outcome: 'unknown' }],
    ['an outcome that is no text', { outcome: 1 }, { outcome: 'unknown' }],
    ['an outcome in capitals', { outcome: 'Failure' }, { outcome: 'failure' }],
    ['an action that ends in .failed', { action: 'iam.login.failed' }, { outcome: 'failure' }],
    ['a severity in capitals', { severity: 'CRITICAL' }, { severity: 'critical' }],
    ['a severity that is no text', { severity: 3 }, { severity: null }],
    ['dataEvent as text', { dataEvent: 'true' }, { dataEvent: true }],
    ['no dataEvent', { dataEvent: undefined }, { dataEvent: null }],
    ['null objects', { initiator: null, target: null, observer: null, reason: null }, { initiatorId: null }],
    ['empty names', { initiator: { id: '', name: ' ' } }, { initiatorId: null, initiatorName: null }],
    ['ids that are numbers', { initiator: { id: 42 }, target: { id: 1.5 } }, { initiatorId: '42', targetId: '1.5' }],
    [
      'ids by reference',
      { initiator: undefined, initiatorId: 'i', targetId: 't', target: undefined },
      { initiatorId: 'i', targetId: 't' },
    ],
    ['an empty host', { initiator: { host: {} } }, { initiatorAddress: null }],
    ['a host that is text', { initiator: { host: 'here' } }, { initiatorAddress: null }],
    [
      'several addresses',
      { initiator: { host: { address: '10.41.87.6,10.74.72.121' } } },
      { initiatorAddress: '10.41.87.6,10.74.72.121' },
    ],
    ['a reason code that is text', { reason: { reasonCode: '200' } }, { reasonCode: 200 }],
    ['a reason code that is no code', { reason: { reasonCode: 'OK' } }, { reasonCode: null }],
    ['a reason code with decimals', { reason: { reasonCode: 200.5 } }, { reasonCode: null }],
    ['a reason code too large', { reason: { reasonCode: 1e300 } }, { reasonCode: null }],
    ['a reason', { reason: { reasonForFailure: 'no right' } }, { reasonText: 'no right' }],
    ['a reason in the response', { reason: {}, responseData: { reasonForFailure: 'gone' } }, { reasonText: 'gone' }],
    ['a reason in JSON in the response', { responseData: '{"reasonForFailure":"in text"}' }, { reasonText: 'in text' }],
    ['a response that is broken JSON', { responseData: '{"reasonForFailure":' }, { reasonText: null }],
    [
      'a reason type of a failure',
      { outcome: 'failure', reason: { reasonType: 'Forbidden' } },
      { reasonText: 'Forbidden' },
    ],
    ['a reason type that names a list', { outcome: 'failure', reason: { reasonType: 'HTTP' } }, { reasonText: null }],
    ['a reason type of a success', { reason: { reasonType: 'OK' } }, { reasonText: null }],
    ['request data that is text', { requestData: 'none', responseData: null }, { action: 'kms.secrets.create' }],
    ['a transaction id', { correlationId: undefined, transactionID: 'tx' }, { correlationId: 'tx' }],
    [
      'a correlation id in the response',
      { correlationId: '', responseBody: { correlationID: 'r' } },
      { correlationId: 'r' },
    ],
    [
      'a correlation id in a tag',
      { correlationId: undefined, tags: ['x', 'correlation_id?value=t'] },
      { correlationId: 't' },
    ],
    ['a CRN that is none', { logSourceCRN: 'INVALID' }, { location: 'unknown', account: 'unknown' }],
    ['no message', { message: undefined }, { message: null }],
    ['a blank message', { message: ' \t' }, { message: null }],
    ['a message that is a number', { message: 42 }, { message: '42' }],
    ['a message that is an object', { message: { text: 'x' } }, { message: null }],
    ['a message with white space around it', { message: ' x\n' }, { message: ' x\n' }],
    ['a message as long as is searched', { message: 'x'.repeat(4_096) }, { message: 'x'.repeat(4_096) }],
    ['a message that is longer', { message: `${'x'.repeat(4_096)}y` }, { message: 'x'.repeat(4_096) }],
    [
      'a longer message with a surrogate pair where it is cut',
      { message: `${'x'.repeat(4_095)}\u{1f600}y` },
      { message: 'x'.repeat(4_095) },
    ],
    [
      'a longer message with a surrogate pair before the cut',
      { message: `${'x'.repeat(4_094)}\u{1f600}y` },
      { message: `${'x'.repeat(4_094)}\u{1f600}` },
    ],
    ['a message whose searched part is blank', { message: `${' '.repeat(4_096)}x` }, { message: null }],
  ])('may have %s', (_name, fields, expected) => {
    expect(event(anEvent(fields))).toMatchObject(expected);
  });

  it('has an emitter where its action names no service', () => {
    expect(event(anEvent({ action: 'read/list', target: { typeURI: 'service/compute/servers' } })).emitter).toBe(
      'compute',
    );
    const enveloped = { publisher_id: 'identity.host', payload: anEvent({ action: 'created.user', target: {} }) };
    expect(event(enveloped).emitter).toBe('identity');
    expect(event(anEvent({ action: 'authenticate', target: {} })).emitter).toBe('');
  });

  it.each<[string, Record<string, unknown>, ItemProblem['code']]>([
    ['no action', { action: undefined }, 'no_action'],
    ['a null action', { action: null }, 'no_action'],
    ['a blank action', { action: '  ' }, 'no_action'],
    ['an action that is a number', { action: 5 }, 'wrong_type'],
    ['an action with a line feed', { action: 'a.b\n.c' }, 'wrong_type'],
    ['an action too long', { action: 'é'.repeat(257) }, 'field_too_long'],
    ['no time', { eventTime: undefined }, 'no_event_time'],
    ['a time without zone', { eventTime: '2026-01-01T00:00:00' }, 'invalid_event_time'],
    ['a time that is a number', { eventTime: 1_700_000_000 }, 'invalid_event_time'],
    ['a time in the last century', { eventTime: '1999-01-01T00:00:00Z' }, 'event_time_out_of_range'],
    ['a time in the year 9999', { eventTime: '9999-01-01T00:00:00Z' }, 'event_time_out_of_range'],
    ['an initiator that is text', { initiator: 'ann' }, 'wrong_type'],
    ['a target that is a list', { target: [] }, 'wrong_type'],
    ['an observer that is a number', { observer: 1 }, 'wrong_type'],
    ['a reason that is text', { reason: 'OK' }, 'wrong_type'],
    ['an initiator id that is an object', { initiator: { id: {} } }, 'wrong_type'],
    ['a target name that is a list', { target: { name: ['x'] } }, 'wrong_type'],
    ['a correlation id that is an object', { correlationId: {} }, 'wrong_type'],
    ['an initiator id too long', { initiator: { id: 'x'.repeat(1_025) } }, 'field_too_long'],
    ['a target id too long', { target: { id: 'x'.repeat(2_049) } }, 'field_too_long'],
    ['an address too long', { initiator: { host: { address: '1'.repeat(1_025) } } }, 'field_too_long'],
    ['a lone surrogate', { message: 'x\ud83d' }, 'lone_surrogate'],
    ['a lone surrogate in a key', { requestData: { '\udc00': 1 } }, 'lone_surrogate'],
    ['NUL', { message: 'x\0' }, 'nul_character'],
  ])('may not have %s', (_name, fields, code) => {
    expect(codeOf(anEvent(fields))).toBe(code);
  });

  it('may have texts up to their limits, whole surrogate pairs, and backslashes before u0000', () => {
    const fields = { initiator: { id: 'x'.repeat(1_024) }, target: { id: 'y'.repeat(2_048) }, action: 'z'.repeat(512) };
    expect(event(anEvent(fields)).targetId).toHaveLength(2_048);
    expect(
      event(String.raw`{"action":"a.b.c","eventTime":"2026-01-01T00:00:00Z","m":"\ud83d\ude00 \\u0000 \\ud83d"}`),
    ).toBeDefined();
  });

  it('is refused with a message that names field, size and limit, and quotes nothing', () => {
    const { problem } = parse(anEvent({ initiator: { id: 'x'.repeat(5_000) } }));
    expect(problem?.message).toBe('initiator.id has 5000 bytes, more than the 1024 allowed');
  });
});

describe('bytes that are no event', () => {
  const good = '"action":"a.b.c","eventTime":"2026-01-01T00:00:00Z"';

  it.each<[string, string | Buffer, ItemProblem['code']]>([
    ['a number', '5', 'not_an_object'],
    ['a text', '"x"', 'not_an_object'],
    ['plain words', 'hello', 'invalid_json'],
    ['a broken object', `{${good},}`, 'invalid_json'],
    ['an object that is cut off', `{${good}`, 'invalid_json'],
    ['comments', `{${good}} // x`.replace('//', '/*'), 'invalid_json'],
    [
      'not UTF-8',
      Buffer.concat([Buffer.from(`{${good},"m":"`), Buffer.from([0xff]), Buffer.from('"}')]),
      'invalid_utf8',
    ],
    [
      'a surrogate in UTF-8',
      Buffer.concat([Buffer.from(`{${good},"m":"`), Buffer.from('eda080', 'hex'), Buffer.from('"}')]),
      'invalid_utf8',
    ],
    ['a raw NUL', `{${good},"m":"\0"}`, 'invalid_json'],
    ['a key twice', `{${good},"action":"a.b.d"}`, 'duplicate_key'],
    ['a key twice, spelt differently', `{${good},"\\u0061ction":"a.b.d"}`, 'duplicate_key'],
    ['a key twice deep inside', `{${good},"requestData":[{"a":{"__proto__":1,"__proto__":2}}]}`, 'duplicate_key'],
    ['deep nesting', `{${good},"m":${'['.repeat(100)}${']'.repeat(100)}}`, 'nested_too_deep'],
    ['absurdly deep nesting', `{${good},"m":${'{"a":'.repeat(15_000)}`, 'nested_too_deep'],
    ['too many bytes', `{${good},"m":"${'x'.repeat(100_000)}"}`, 'event_too_large'],
  ])('%s', (_name, body, code) => {
    const results = parseBody(body);
    expect(results[0]?.problem?.code ?? results[1]?.problem?.code).toBe(code);
  });

  it('may nest 100 deep', () => {
    expect(codeOf(`{${good},"m":${'['.repeat(99)}${']'.repeat(99)}}`)).toBeUndefined();
  });

  it('say where the JSON is broken', () => {
    expect(parse(`{\n"a": 1,\n  tru}`).problem?.message).toBe(
      'The item is not valid JSON: unexpected character at position 12 (line 3, column 3)',
    );
  });

  it('keep an array that is cut off from being taken for a whole one', () => {
    expect(parseBody(`[{${good}},{${good}`).map((result) => result.problem?.code)).toEqual([
      undefined,
      'unterminated_array',
    ]);
  });
});

describe('a check of the delivery', () => {
  it('is asked about every event, and only about events', () => {
    const asked: string[] = [];
    const refuse = ({ action }: AuditEvent) => {
      asked.push(action);
      return action === 'a.b.bad' ? ({ code: 'out_of_scope', message: 'not yours' } as const) : undefined;
    };
    const eventOf = (action: string) => JSON.stringify({ action, eventTime: '2026-01-01T00:00:00Z' });
    const body = Buffer.from([eventOf('a.b.good'), '{"x":1}', eventOf('a.b.bad')].join('\n'));
    const results = [...splitItems(body)].map((item) => parseItem(item, { ...CONTEXT, refuse }));
    expect(results.map(({ problem }) => problem?.code)).toEqual([undefined, 'no_action', 'out_of_scope']);
    expect(asked).toEqual(['a.b.good', 'a.b.bad']);
  });
});

describe('numbers a double cannot hold', () => {
  const withNumber = (text: string) =>
    `{"action":"a.b.c","eventTime":"2026-01-01T00:00:00Z","requestData":{"é":"é","n":${text}}}`;
  const hash = (text: string) => event(withNumber(text)).contentHash;

  it('keep different events different', () => {
    const numbers = [
      '9007199254740992',
      '9007199254740993',
      '9007199254740994',
      '1e400',
      '1e401',
      '1e-400',
      '0',
      '"1e400"',
    ];
    expect(new Set(numbers.map(hash)).size).toBe(numbers.length);
  });

  it('leave the same number written differently the same', () => {
    expect(hash('1.50')).toBe(hash('15e-1'));
    expect(hash('100')).toBe(hash('1E+2'));
    expect(hash('-0')).toBe(hash('0'));
  });

  it('become the text of an id', () => {
    expect(
      event('{"action":"a.b.c","eventTime":"2026-01-01T00:00:00Z","initiator":{"id":12345678901234567890}}')
        .initiatorId,
    ).toBe('12345678901234567890');
    expect(codeOf('{"action":12345678901234567890,"eventTime":"2026-01-01T00:00:00Z"}')).toBe('wrong_type');
    expect(codeOf('{"action":"a.b.c","eventTime":12345678901234567890}')).toBe('invalid_event_time');
    expect(codeOf('{"action":"a.b.c","eventTime":"2026-01-01T00:00:00Z","target":1e400}')).toBe('wrong_type');
  });
});

describe('a log line', () => {
  it('is taken from its first brace and kept whole', () => {
    const line = `2016-11-11 18:31:11 INFO oslo.messaging.notification [-] ${JSON.stringify({ publisher_id: 'identity.h', payload: anEvent() })}`;
    expect(event(line)).toMatchObject({ action: 'kms.secrets.create' });
    expect(event(line).contentHash).toBe(event(anEvent()).contentHash);
  });

  it.each<[string, string, ItemProblem['code']]>([
    ['with more text behind', `INFO ${JSON.stringify(anEvent())} done`, 'invalid_json'],
    ['with another brace before', `INFO {x} ${JSON.stringify(anEvent())}`, 'invalid_json'],
    ['with something else in it', 'INFO {"a":1}', 'no_action'],
    ['that is a piece of a broken event', `"requestData": ${JSON.stringify(anEvent())}`, 'invalid_json'],
    ['with NUL before', `INFO \0${JSON.stringify(anEvent())}`, 'nul_character'],
  ])('%s is refused', (_name, line, code) => {
    expect(codeOf(line)).toBe(code);
  });

  it('that is not UTF-8 before the brace is refused', () => {
    expect(codeOf(Buffer.concat([Buffer.from([0x78, 0xff, 0x20]), Buffer.from(JSON.stringify(anEvent()))]))).toBe(
      'invalid_utf8',
    );
  });
});

describe('published events', () => {
  it.each([
    ['ibm-docs.ndjson', ['no_event_time', ...Array<undefined>(4)]],
    ['ibm-wrapped.ndjson', [undefined, undefined, 'no_action']],
    ['ibm-other-producers.ndjson', [undefined, undefined]],
    ['openstack-cadf.ndjson', Array<undefined>(8).fill(undefined)],
    ['not-audit-events.ndjson', ['no_action', 'no_action']],
  ])('of %s are read as their README expects', (name, codes) => {
    const results = sampleLines(name).map((line) => parse(line));
    expect(results.map((result) => result.problem?.code)).toEqual([...codes]);
  });

  it('that are malformed are one broken item each', () => {
    for (const line of sampleLines('malformed.ndjson')) {
      const { raw } = JSON.parse(line) as { raw: string };
      expect(codeOf(raw)).toBe('invalid_json');
    }
  });

  it('are two where one request has a pending and a final event', () => {
    const hashes = sampleLines('openstack-cadf.ndjson').map((line) => event(line).contentHash);
    expect(new Set(hashes).size).toBe(8);
  });
});
