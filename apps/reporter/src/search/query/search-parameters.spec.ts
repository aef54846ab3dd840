import { describe, expect, it } from '@jest/globals';
import { SEARCH_FIELDS } from '@trailkeeper/contract';
import { ApiError, parseRequest } from '@trailkeeper/http';
import fc from 'fast-check';
import { z } from 'zod';
import { queryLineOf } from '../../../test/query-line-of.js';
import { conditions } from '../../../test/random-condition.js';
import type { Condition } from '../event-search.js';
import { parseQuery } from './parse-query.js';
import { checkSearch, eventSearchOf, searchShape } from './search-parameters.js';

const schema = z.strictObject({ ...searchShape, limit: z.coerce.number().optional() }).superRefine(checkSearch);
const NOW = new Date('2026-03-31T12:00:00Z');
const NO_SPAN = { from: null, to: null };

/** Of a query as Fastify reads it: a text, or a list where a parameter is repeated. */
const searchOf = (query: object) => eventSearchOf(parseRequest(schema, query), NOW);

describe('the parameters of a search', () => {
  it('ask for nothing where none is given', () => {
    const nothing = { conditions: [], occurred: NO_SPAN, arrived: NO_SPAN };
    for (const query of [{}, { q: '' }, { q: ' ' }]) expect(searchOf(query)).toEqual(nothing);
  });

  it('hold all together, each with any of its values, before those of the query line', () => {
    const { conditions: asked } = searchOf({
      q: '-outcome:success rotated',
      action: ['kms.secrets.*', 'kms.secrets.create'],
      target: 'a, "b"',
      documented: 'no',
    });
    expect(asked).toEqual([
      {
        isNegated: false,
        kind: 'action',
        patterns: [
          { text: 'kms.secrets.', isPrefix: true },
          { text: 'kms.secrets.create', isPrefix: false },
        ],
      },
      { isNegated: false, kind: 'text', field: 'target', values: ['a, "b"'] },
      { isNegated: false, kind: 'documented', isDocumented: false },
      { isNegated: true, kind: 'outcome', outcomes: ['success'] },
      { isNegated: false, kind: 'words', words: ['rotated'] },
    ]);
  });

  it('mean what the same fields mean in the query line', () => {
    const bare = conditions.filter(({ kind }) => kind !== 'words').map((one) => ({ ...one, isNegated: false }));
    fc.assert(
      fc.property(bare, (condition) => {
        const [name, values] = parameterOf(condition);
        fc.pre(values.every((value, at) => !value.includes('*') || isPrefix(condition, at)));
        for (const given of [values, ...(values.length === 1 ? [values[0]] : [])]) {
          expect(searchOf({ [name]: given }).conditions).toEqual(parseQuery(queryLineOf([condition], true)));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('take a date as the start of that day in UTC, and times of other zones', () => {
    const { occurred, arrived } = searchOf({
      from: '2026-03-01',
      to: '2026-03-02T00:00:00+02:00',
      arrivedFrom: '2026-03-02',
      arrivedTo: '2026-03-03',
    });
    expect(occurred).toEqual({ from: new Date('2026-03-01T00:00:00Z'), to: new Date('2026-03-01T22:00:00Z') });
    expect(arrived).toEqual({ from: new Date('2026-03-02T00:00:00Z'), to: new Date('2026-03-03T00:00:00Z') });
    expect(searchOf({ to: '2026-03-02' }).occurred).toEqual({ from: null, to: new Date('2026-03-02T00:00:00Z') });
  });

  it.each([
    ['P7D', '2026-03-24T12:00:00Z'],
    ['PT1H', '2026-03-31T11:00:00Z'],
    ['PT1.5H', '2026-03-31T10:30:00Z'],
    ['P1M', '2026-02-28T12:00:00Z'],
    ['P1Y2M3W4DT5H6M7S', '2025-01-06T06:53:53Z'],
    ['P100Y', '2000-01-01T00:00:00Z'],
  ])('count the last %s back from now, by the calendar of UTC', (last, from) => {
    const { occurred, arrived } = searchOf({ last, arrivedTo: '2026-04-01' });
    expect(occurred).toEqual({ from: new Date(from), to: null });
    expect(arrived).toEqual({ from: null, to: new Date('2026-04-01T00:00:00Z') });
  });

  it.each([
    ...['', '7d', 'P', 'PT', 'P0D', 'PT0.0001S', '-P7D', 'P-7D', 'P1M-2D', 'P101Y', 'P36525D', `P${'9'.repeat(40)}D`],
    ...['P7', 'p7d', 'P7D ', 'P1Y1Y', '2026-01-01/P1D'],
  ])('do not take %j for a length of time', (last) => {
    expect(faultsOf({ last })).toEqual([['last', expect.stringMatching(/such as P7D/)]]);
  });

  it.each<[object, string, RegExp]>([
    [{ outcome: 'failed' }, 'outcome', /^Must be success, failure, pending or unknown\.$/],
    [{ outcome: ['failure', 'failed'] }, 'outcome[1]', /^Must be success/],
    [{ outcome: 'failure,unknown' }, 'outcome', /^Must be success/],
    [{ family: 'kms' }, 'family', /^Must be key-protect, .* or account-management\.$/],
    [{ documented: 'true' }, 'documented', /^Must be yes or no\.$/],
    [{ documented: ['yes', 'no'] }, 'documented', /^Give it once\.$/],
    [{ reasonCode: ['401', 'x'] }, 'reasonCode[1]', /whole number/],
    [{ initiator: 'ops*' }, 'initiator', /only at the end of an action/],
    [{ action: 'kms.*.create' }, 'action', /only at the end of an action/],
    [{ address: ['10.0.0.1', '10.0.0.1,10.0.0.2'] }, 'address[1]', /search for one/],
    [{ service: '' }, 'service', /empty/],
    [{ service: [] }, 'service', />=1/],
    [{ service: Array.from({ length: 101 }, () => 'a') }, 'service', /at most 100 values/],
    [{ target: 'x'.repeat(2_049) }, 'target', /longer than 2,048/],
    [{ target: ['a', 'a\0'] }, 'target[1]', /NUL/],
    [{ target: 'a\ud800' }, 'target', /surrogate/],
    [{ target: { a: 1 } }, 'target', /array/],
    [{ q: 'x'.repeat(2_001) }, 'q', /longer than 2,000/],
    [{ q: 'a\0' }, 'q', /NUL/],
    [{ q: ['a', 'b'] }, 'q', /string/],
    [{ from: 'yesterday' }, 'from', /RFC 3339/],
    [{ to: '2026-02-30' }, 'to', /RFC 3339/],
    [{ from: '2026-03-02', to: '2026-03-02' }, 'to', /later than "from"/],
    [{ arrivedFrom: '2026-03-02', arrivedTo: '2026-03-01' }, 'arrivedTo', /later than "arrivedFrom"/],
    [{ last: 'P1D', to: '2026-03-01' }, 'last', /either/],
    [{ last: 'P1D', from: '2026-03-01' }, 'last', /either/],
    [{ logins: '5' }, 'logins', /Unknown/],
  ])('%j is refused by its name', (query, field, message) => {
    expect(faultsOf(query)).toEqual([[field, expect.stringMatching(message)]]);
  });

  it('with a query line that cannot be read are refused with its position', () => {
    expect(() => searchOf({ q: 'kms logins:5' })).toThrow(
      expect.objectContaining({
        code: 'invalid_query',
        extra: expect.objectContaining({ members: { position: 4, length: 7 } }),
      }),
    );
  });

  it.each<[object, string]>([
    [
      {
        target: ['x'.repeat(2_000), 'y'.repeat(2_000)],
        action: Array.from({ length: 100 }, (_none, at) => `${at}`.repeat(50)),
      },
      'action',
    ],
    [{ q: `target:${'密钥'.repeat(700)}` }, 'q'],
    [{ targetName: ["~!'() ~".repeat(290), "'".repeat(2_000)], service: 'kms' }, 'targetName'],
  ])('too long for an address are refused, with the one that takes most: %#', (query, field) => {
    expect(faultsOf(query)).toEqual([]);
    expect(() => searchOf(query)).toThrow(
      expect.objectContaining({
        code: 'invalid_request',
        extra: { errors: [{ field, message: expect.stringMatching(/may take 12,000\. .*fewer or shorter/) }] },
      }),
    );
  });

  it('are documented as lists, with the values there are', () => {
    const { properties = {}, required } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
    expect(required).toBeUndefined();
    expect(properties['outcome']).toMatchObject({
      type: 'array',
      items: { enum: ['success', 'failure', 'pending', 'unknown'] },
    });
    expect(properties['documented']).toMatchObject({ items: { enum: ['yes', 'no'] }, maxItems: 1 });
    expect(properties['q']).toMatchObject({ type: 'string', maxLength: 2_000, description: expect.any(String) });
    expect(properties['target']).toMatchObject({ items: { type: 'string', maxLength: 2_048 }, maxItems: 100 });
    for (const name of Object.keys(SEARCH_FIELDS))
      expect(properties[name]).toMatchObject({ description: expect.any(String) });
  });
});

function faultsOf(query: object): [string, string][] {
  try {
    parseRequest(schema, query);
  } catch (error) {
    if (error instanceof ApiError) return (error.extra.errors ?? []).map(({ field, message }) => [field, message]);
    throw error;
  }
  return [];
}

function parameterOf(condition: Condition): [name: string, values: string[]] {
  switch (condition.kind) {
    case 'words':
      throw new Error('words have no parameter');
    case 'service':
    case 'family':
      return [condition.kind, [...condition.ids]];
    case 'action':
      return ['action', condition.patterns.map(({ text, isPrefix: isOpen }) => `${text}${isOpen ? '*' : ''}`)];
    case 'documented':
      return ['documented', [condition.isDocumented ? 'yes' : 'no']];
    case 'outcome':
      return ['outcome', [...condition.outcomes]];
    case 'text':
      return [condition.field, [...condition.values]];
    case 'reasonCode':
      return ['reasonCode', condition.codes.map(String)];
    case 'address':
      return ['address', condition.addresses.map(({ text }) => text)];
  }
}

function isPrefix(condition: Condition, at: number): boolean {
  return condition.kind === 'action' && condition.patterns[at]?.isPrefix === true;
}
