import { describe, expect, it } from '@jest/globals';
import { anEvent } from '../../../test/an-event.js';
import { canonicalJson } from './canonical-json.js';
import type { JsonObject } from './json-value.js';
import { unwrap } from './unwrap.js';

const EVENT = anEvent({ requestData: { list: [{ deep: { x: 1 } }], __proto__: null } }) as JsonObject;
const { logSourceCRN, saveServiceCopy, ...INSIDE } = EVENT;

/** The shape of a LogDNA archive: nested objects renamed. */
function archived(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(archived);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      const isNested = typeof member === 'object' && member !== null && !Array.isArray(member);
      return [isNested ? `o_${key}` : key, archived(member)];
    }),
  );
}

describe('unwrap', () => {
  it.each<[string, unknown]>([
    ['bare', EVENT],
    ['a payload with fields outside', { payload: INSIDE, logSourceCRN, saveServiceCopy }],
    ['a payload that is text', { payload: JSON.stringify(INSIDE), logSourceCRN, saveServiceCopy }],
    ['a payload with the same field on both sides', { payload: EVENT, logSourceCRN }],
    [
      'an oslo.messaging notification',
      {
        ...{ message_id: '1', publisher_id: 'identity.host', event_type: 'audit', priority: 'INFO', timestamp: 'now' },
        ...{ _unique_id: 'x', _context_user: 'y', payload: EVENT },
      },
    ],
    ['a LogDNA line', { _source: { _host: 'kms', _logtype: 'json', _file: 'x', _line: JSON.stringify(EVENT) } }],
    ['a LogDNA line beside its fields', { _ts: 1, _line: JSON.stringify(EVENT), ...(archived(EVENT) as object) }],
    ['a LogDNA line by itself', { _line: JSON.stringify(EVENT), _app: 'crn:' }],
    [
      'a LogDNA archive',
      { _account: 'x', _source: { ...(archived(EVENT) as object), _host: 'kms', app: 'crn', env: 'p' } },
    ],
    ['a shipper line', { Time: 'now', line: EVENT, Hostname: 'h', AdditionalContext: 'c' }],
    ['a shipper line that is text', { Time: 'now', line: JSON.stringify(EVENT), Hostname: 'h' }],
    ['a shipper line with a field outside', { Time: 'now', line: { ...INSIDE, saveServiceCopy }, logSourceCRN }],
    ['a Cloud Logs bucket row', { src_obj__event_metadata: '{"a":1}', src_obj__user_data: JSON.stringify(EVENT) }],
    ['Cloud Logs user data', { metadata: {}, user_data: JSON.stringify(EVENT) }],
    ['Cloud Logs user data as object', { user_data: EVENT }],
    ['a Cloud Logs archive query', { text: ` ${JSON.stringify(EVENT)}\n`, timestamp: 1 }],
    ['a payload in a shipper line', { Time: 'now', line: { payload: INSIDE, logSourceCRN, saveServiceCopy } }],
    ['a payload in a LogDNA line in text', { text: JSON.stringify({ _line: JSON.stringify({ payload: EVENT }) }) }],
  ])('gives the same event from %s', (_name, wrapped) => {
    const { value, problem } = unwrap(JSON.parse(JSON.stringify(wrapped)) as JsonObject);
    expect(problem).toBeUndefined();
    expect(canonicalJson(value?.event ?? {})).toBe(canonicalJson(JSON.parse(JSON.stringify(EVENT)) as JsonObject));
  });

  it('hands the publisher on', () => {
    expect(unwrap({ publisher_id: 'identity.host', payload: EVENT }).value?.publisherId).toBe('identity.host');
    expect(unwrap({ line: { publisher_id: 'nova', payload: EVENT } }).value?.publisherId).toBe('nova');
    expect(unwrap(EVENT).value?.publisherId).toBeUndefined();
  });

  it('merges fields outside that no list names', () => {
    expect(unwrap({ payload: { action: 'a.b.c' }, resourceGroupId: 'rg', meta: {} }).value?.event).toEqual({
      action: 'a.b.c',
      resourceGroupId: 'rg',
      meta: {},
    });
  });

  it.each<[string, JsonObject]>([
    ['other words inside and outside', { payload: EVENT, logSourceCRN: 'crn:v1:other' }],
    ['another value in a shipper line', { line: EVENT, dataEvent: true }],
    ['a field both with and without prefix', { _source: { action: 'a', o_target: { id: '1' }, target: 'x' } }],
    ['such a field deep inside', { _source: { action: 'a', o_target: { list: [[{ o_x: { y: 1 }, x: { y: 2 } }]] } } }],
  ])('does not choose between %s', (_name, wrapped) => {
    expect(unwrap(wrapped).problem?.code).toBe('envelope_conflict');
  });

  it('tells what is wrong inside a text', () => {
    expect(unwrap({ payload: '{"action":' }).problem?.code).toBe('invalid_json');
    expect(unwrap({ line: '{"action":"a","action":"b"}' }).problem?.code).toBe('duplicate_key');
    expect(unwrap({ text: `{"a":${'['.repeat(200)}` }).problem?.code).toBe('nested_too_deep');
    expect(unwrap({ text: '{"a":"\\u0000"}' }).problem?.code).toBe('nul_character');
    expect(unwrap({ text: '{"a":1} {"b":2}' }).problem?.code).toBe('invalid_json');
    expect(unwrap({ text: '{"a":"\\ud800"}' }).problem?.code).toBe('lone_surrogate');
  });

  it('leaves alone what is no envelope', () => {
    for (const object of [{}, { payload: 1 }, { payload: 'words' }, { line: [] }, { _source: 'x' }, { text: '[1]' }]) {
      expect(unwrap(object)).toEqual({ value: { event: object, publisherId: undefined } });
    }
    const lifecycle = { context: { activity: { action: 'a.b.c' } }, event_type: 'x' };
    expect(unwrap(lifecycle).value?.event).toBe(lifecycle);
  });

  it('stops at four envelopes', () => {
    const wrap = (times: number): JsonObject => (times === 0 ? EVENT : { line: wrap(times - 1) });
    expect(unwrap(wrap(4)).value?.event).toEqual(EVENT);
    expect(unwrap(wrap(5)).problem?.code).toBe('envelope_too_deep');
  });

  it('keeps __proto__ a key like any other', () => {
    const wrapped = JSON.parse('{"payload":{"action":"a","x":{"__proto__":1}},"__proto__":{"y":1}}') as JsonObject;
    expect(canonicalJson(unwrap(wrapped).value?.event ?? {})).toBe(
      '{"__proto__":{"y":1},"action":"a","x":{"__proto__":1}}',
    );
    const source = JSON.parse('{"_source":{"action":"a","o___proto__":{"y":1},"__proto__":2}}') as JsonObject;
    expect(unwrap(source).problem?.code).toBe('envelope_conflict');
    const archive = JSON.parse('{"_source":{"action":"a","o___proto__":{"y":1}}}') as JsonObject;
    expect(canonicalJson(unwrap(archive).value?.event ?? {})).toBe('{"__proto__":{"y":1},"action":"a"}');
    expect(({} as Record<string, unknown>)['y']).toBeUndefined();
  });
});
