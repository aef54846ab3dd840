import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { gzipped, post, startSystem, type TestSystem } from './collector.js';
import { sampleFile, sampleLines } from './published-samples.js';
import { storedBodies } from './stored-bodies.js';

let system: TestSystem;

beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system.stop());

const send = (body: string | Buffer, headers?: Record<string, string>) => post(system.collectors[0], body, headers);

const STORED = 'stored';
// As shared/samples/README.md says, line by line.
const EXPECTED: Record<string, string[]> = {
  'ibm-docs.ndjson': ['no_event_time', STORED, STORED, STORED, STORED],
  'ibm-wrapped.ndjson': [STORED, STORED, 'no_action'],
  'ibm-other-producers.ndjson': [STORED, STORED],
  'openstack-cadf.ndjson': Array<string>(8).fill(STORED),
  'not-audit-events.ndjson': ['no_action', 'no_action'],
};

describe('published events', () => {
  it.each(Object.entries(EXPECTED))(
    'of %s, line by line, are stored or quarantined as expected',
    async (name, expected) => {
      for (const [at, line] of sampleLines(name).entries()) {
        const { status, body } = await send(line);
        const isStored = expected[at] === STORED;
        expect([status, name, at, body.problems[0]?.code ?? STORED]).toEqual([200, name, at, expected[at]]);
        expect(body).toMatchObject({
          received: 1,
          stored: isStored ? 1 : 0,
          duplicates: 0,
          quarantined: isStored ? 0 : 1,
        });
      }
    },
  );

  it('that are malformed are quarantined with their bytes', async () => {
    for (const line of sampleLines('malformed.ndjson')) {
      const { raw } = JSON.parse(line) as { raw: string };
      const { status, body } = await send(raw);
      expect([status, body]).toEqual([200, expect.objectContaining({ received: 1, quarantined: 1 })]);
      expect(body.problems).toEqual([
        { index: 0, code: 'invalid_json', message: expect.stringMatching(/position \d+|early/) },
      ]);
      const [last] = await system.rows<{ raw: Buffer }>('select raw from quarantine order by id desc limit 1');
      expect(last?.raw.toString('utf8')).toBe(raw);
    }
  });

  it('become nothing new when all of them are sent again, in whatever form', async () => {
    const before = await system.accounts();
    for (const name of Object.keys(EXPECTED)) {
      const lines = sampleLines(name);
      const array = `[${lines.join(',\n')}]`;
      for (const [body, headers] of [
        [sampleFile(name), { 'content-type': 'application/x-ndjson' }],
        [sampleFile(name), {}],
        [array, { 'content-type': 'application/json' }],
        [gzipped(array), { 'content-encoding': 'gzip' }],
        [gzipped(sampleFile(name)), {}],
        [
          JSON.stringify(
            lines.map((line) => JSON.parse(line) as unknown),
            null,
            2,
          ),
          {},
        ],
        [lines.map((line) => JSON.stringify(JSON.parse(line), null, 2)).join('\n'), {}],
        [lines.join(''), {}],
      ] as [Buffer | string, Record<string, string>][]) {
        const answer = await send(body, headers);
        const quarantined = EXPECTED[name]?.flatMap((code, index) => (code === STORED ? [] : [{ index, code }])) ?? [];
        expect(answer.status).toBe(200);
        expect(answer.body.problems.map(({ index, code }) => ({ index, code }))).toEqual(quarantined);
        expect(answer.body).toMatchObject({ received: lines.length, stored: 0, quarantined: quarantined.length });
      }
    }
    const after = await system.accounts();
    expect(after.events).toBe(before.events);
    expect(after.counted).toBe(before.counted);
  });

  it('leave books that balance', async () => {
    const accounts = await system.accounts();
    expect(accounts.events).toBe(16);
    expect(accounts.received).toBe(accounts.stored + accounts.duplicates + accounts.quarantined);
    expect([accounts.stored, accounts.counted]).toEqual([accounts.events, accounts.events]);
    expect(accounts.quarantineRows).toBe(accounts.quarantined);
  });

  it('of one OpenStack request, pending and final, are two events', async () => {
    const found = await system.rows(
      `select outcome, reason_code, correlation_id from audit_event where action = 'read/list' order by outcome`,
    );
    expect(found).toEqual([
      { outcome: 'pending', reason_code: null, correlation_id: '79a738d0-b97d-556e-9efe-d99536267d1e' },
      { outcome: 'success', reason_code: 200, correlation_id: '79a738d0-b97d-556e-9efe-d99536267d1e' },
    ]);
  });

  it('are kept as they were received, and appear in no log', async () => {
    const [line] = sampleLines('ibm-wrapped.ndjson');
    expect(await storedBodies(system, 'is.volume.volume.update')).toEqual([line]);
    expect(system.log.text()).not.toMatch(/IBMid-|keyreact|at-rewrap|openstack:/);
    expect(system.log.lines().filter((entry) => entry.msg === 'events taken in').length).toBeGreaterThan(60);
  });
});
