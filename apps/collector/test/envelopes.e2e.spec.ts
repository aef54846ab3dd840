import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { anEvent } from './an-event.js';
import { gzipped, post, startSystem, type TestSystem } from './collector.js';

let system: TestSystem;

beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system.stop());

const { logSourceCRN, saveServiceCopy, ...inside } = anEvent();
const { initiator, target, observer, reason, requestData, responseData, ...scalars } = anEvent() as Record<
  string,
  object
>;
const { host, credential, ...initiatorScalars } = initiator as Record<string, object>;

const text = JSON.stringify(anEvent());
const WRAPPED: [string, unknown][] = [
  ['bare', anEvent()],
  ['payload', { payload: inside, logSourceCRN, saveServiceCopy }],
  ['payload in text', { payload: JSON.stringify(inside), logSourceCRN, saveServiceCopy }],
  [
    'oslo.messaging',
    { message_id: 'm', publisher_id: 'p.h', event_type: 'e', priority: 'INFO', timestamp: 't', payload: anEvent() },
  ],
  ['LogDNA line', { _source: { _host: 'kms', _logtype: 'json', _file: '/x', _line: text } }],
  [
    'LogDNA archive',
    {
      _source: {
        ...scalars,
        o_initiator: { ...initiatorScalars, o_host: host, o_credential: credential },
        ...{
          o_target: target,
          o_observer: observer,
          o_reason: reason,
          o_requestData: requestData,
          o_responseData: responseData,
        },
        ...{ _host: 'kms', _platform: 'kms', app: 'crn:v1', env: 'production' },
      },
    },
  ],
  ['shipper', { Time: '2026-09-15T10:00:08Z', line: anEvent(), Hostname: 'h', AdditionalContext: 'c' }],
  ['shipper in text', { Time: '2026-09-15T10:00:09Z', line: text, Hostname: 'h' }],
  ['Cloud Logs bucket', { src_obj__event_metadata: '{}', src_obj__event_labels: '{}', src_obj__user_data: text }],
  ['Cloud Logs archive query', { text }],
];

it.each(WRAPPED)('takes an event %s, and knows it again', async (name, wrapped) => {
  const before = await system.accounts();
  for (const body of [JSON.stringify(wrapped), gzipped(JSON.stringify([wrapped], null, 2))]) {
    const answer = await post(system.collectors[0], body);
    expect([name, answer.status, answer.body.problems]).toEqual([name, 200, []]);
  }
  const after = await system.accounts();
  expect(after.events).toBe(1);
  expect(after.duplicates - before.duplicates).toBe(name === 'bare' ? 1 : 2);
});

it('takes all of them in one body, after text as a log writes it', async () => {
  const lines = WRAPPED.map(([name, wrapped]) => `2026-09-15 10:00:07.1 INFO ${name} [-] ${JSON.stringify(wrapped)}`);
  const answer = await post(system.collectors[0], lines.join('\n'));
  expect(answer.body).toMatchObject({ received: WRAPPED.length, stored: 0, duplicates: WRAPPED.length });
});
