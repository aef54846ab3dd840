import { describe, expect, it } from '@jest/globals';
import { ApiError } from '@trailkeeper/http';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { queryLineOf } from '../../../test/query-line-of.js';
import { conditions } from '../../../test/random-condition.js';
import { parseQuery } from './parse-query.js';

const SEARCH_PAGE = readFileSync(`${import.meta.dirname}/../../../../../docs/search.md`, 'utf8');

describe('a query line', () => {
  it.each<[string, ...object[]]>([
    ['', ...[]],
    [' \t\n\u00a0', ...[]],
    ['rotated', words('rotated')],
    ['  Rotated  KEY ', words('rotated'), words('key')],
    ['"Rotated the  KEY"', words('rotated', 'the', 'key')],
    ['eu-de,us-south', words('eu', 'de', 'us', 'south')],
    ['-rotated -"by hand"', not(words('rotated')), not(words('by', 'hand'))],
    ['"a\\"b\\\\c"', words('a', 'b', 'c')],
    ['"“rotated”"', words('rotated')],
    ['"the\u00a0key—“rotated”"', words('the', 'key', 'rotated')],
    ['"action:x *"', words('action', 'x')],
    ['C\\keys', words('c', 'keys')],
    ['service:kms', { kind: 'service', ids: ['kms'] }],
    ['SERVICE:kms,"my service",is', { kind: 'service', ids: ['kms', 'my service', 'is'] }],
    ['family:key-protect,watsonx', { kind: 'family', ids: ['key-protect', 'watsonx'] }],
    ['action:kms.secrets.create', actions(['kms.secrets.create', false])],
    ['action:kms.secrets.*,kms*,read/list', actions(['kms.secrets.', true], ['kms', true], ['read/list', false])],
    ['action:"kms.*","a*b"', actions(['kms.*', false], ['a*b', false])],
    ['outcome:failure,unknown', { kind: 'outcome', outcomes: ['failure', 'unknown'] }],
    ['severity:WARNING', text('severity', 'warning')],
    ['initiator:ops@example.com', text('initiator', 'ops@example.com')],
    ['initiator:DOMAIN\\Admin', text('initiator', 'DOMAIN\\Admin')],
    ['initiator:"DOMAIN\\\\Admin"', text('initiator', 'DOMAIN\\Admin')],
    ['initiator:-1', text('initiator', '-1')],
    ['initiator:" x "', text('initiator', ' x ')],
    ['target:crn:v1:bluemix:public:kms:eu-de:a/1::', text('target', 'crn:v1:bluemix:public:kms:eu-de:a/1::')],
    ['target:"a,b"', text('target', 'a,b')],
    ['targetid:1 targetName:2 targettype:3', text('targetId', '1'), text('targetName', '2'), text('targetType', '3')],
    [
      'location:eu-de account:67db CorrelationID:x',
      text('location', 'eu-de'),
      text('account', '67db'),
      text('correlationId', 'x'),
    ],
    [
      'reasoncode:403,0,-1,2147483647,-2147483648',
      { kind: 'reasonCode', codes: [403, 0, -1, 2147483647, -2147483648] },
    ],
    ['documented:yes', { kind: 'documented', isDocumented: true }],
    ['-documented:"yes"', not({ kind: 'documented', isDocumented: true })],
    ['documented:no', { kind: 'documented', isDocumented: false }],
    ['address:192.0.2.7', { kind: 'address', addresses: [network('192.0.2.7', '192.0.2.7', 32)] }],
    [
      'address:192.0.2.0/24," a b ",1.2.3.4/08',
      {
        kind: 'address',
        addresses: [
          network('192.0.2.0/24', '192.0.2.0', 24),
          { kind: 'text', text: 'a b' },
          { kind: 'text', text: '1.2.3.4/08' },
        ],
      },
    ],
    ['address:2001:DB8::/32', { kind: 'address', addresses: [network('2001:DB8::/32', '2001:db8:0:0:0:0:0:0', 32)] }],
    [
      'action:kms.secrets.* outcome:failure -initiator:ops@example.com "rotated"',
      actions(['kms.secrets.', true]),
      { kind: 'outcome', outcomes: ['failure'] },
      not(text('initiator', 'ops@example.com')),
      words('rotated'),
    ],
  ])('%j asks for the conditions of its terms', (line, ...expected) => {
    expect(parseQuery(line)).toEqual(expected.map((one) => ({ isNegated: false, ...one })));
  });

  // The carets stand under what is wrong.
  it.each([
    ['logins:5', '^^^^^^^ ', /no field "logins"\. Fields are service, .*, documented\. .* double quotes/],
    ['kms https://example.com', '    ^^^^^^', /no field "https".* text with a colon/],
    ['-:x', ' ^', /missing before the colon.*Fields are/],
    ['a"b:c', ' ^', /within a value/],
    ['service:', '^^^^^^^^', /missing after the colon/],
    ['a -service: kms', '   ^^^^^^^^', /missing after the colon.*No blank/],
    ['service:,a', '^^^^^^^^', /missing after the colon/],
    ['service:a,', '         ^', /missing after the comma/],
    ['service:a, b', '         ^', /missing after the comma/],
    ['service:a,,b', '         ^', /missing after the comma/],
    ['service:a,""', '          ^^', /empty/],
    ['outcome:failure,failed', '                ^^^^^^', /^Must be success, failure, pending or unknown\.$/],
    ['outcome:"Failure"', '        ^^^^^^^^^', /success/],
    ['family:kms', '       ^^^', /key-protect.*account-management/],
    ['documented:maybe', '           ^^^^^', /^Must be yes or no\.$/],
    ['documented:yes,no', '               ^^', /one value/],
    ['reasonCode:4x', '           ^^', /whole number, such as 403/],
    ['reasonCode:0403', '           ^^^^', /whole number/],
    ['reasonCode:2147483648', '           ^^^^^^^^^^', /whole number/],
    ['reasonCode:-2147483649', '           ^^^^^^^^^^^', /whole number/],
    ['reasonCode:1e3', '           ^^^', /whole number/],
    ['target:a*', '       ^^', /only at the end of an action.*double quotes/],
    ['severity:*', '         ^', /only at the end of an action/],
    ['address:192.0.2.*', '        ^^^^^^^^^', /only at the end of an action/],
    [
      'address:1.2.3.4,"10.0.0.1, 10.0.0.2"',
      '                ^^^^^^^^^^^^^^^^^^^^',
      /search for one, without the comma/,
    ],
    ['address:" "', '        ^^^', /empty/],
    ['action:kms.*.create', '       ^^^^^^^^^^^^', /only at the end of an action/],
    ['action:kms.**', '       ^^^^^^', /only at the end of an action/],
    ['action:*', '       ^', /begin with/],
    ['rot*', '   ^', /Words are found whole/],
    ['a -', '  ^', /right before the term/],
    ['- a', '^', /right before the term/],
    ['--force', '^', /double quotes/],
    ['a ...', '  ^^^', /letter or digit/],
    ['""', '^^', /letter or digit/],
    ['-"?"', ' ^^^', /letter or digit/],
    ['a — b', '  ^', /letter or digit/],
    ['a "b', '  ^^', /closing quote is missing/],
    ['"b\\"', '^^^^', /closing quote is missing/],
    ['"b\\', '^^^', /closing quote is missing/],
    ['"C:\\dir"', '   ^', /backslash itself write two/],
    ['"a"b c', '   ^', /after the closing quote/],
    ['"a":b', '   ^^', /after the closing quote/],
    ['service:"a"b,c', '           ^', /after the closing quote/],
    ['service:a"b"', '         ^', /within a value/],
    ['😀 initiator:“ops”', '             ^', /curved/],
    ['„rotated“', '^', /curved/],
  ])('%j is refused at %j', (line, carets, message) => {
    const fault = faultOf(line);
    expect(fault).toMatchObject({ code: 'invalid_query', status: 400 });
    expect(fault?.extra.errors).toEqual([{ field: 'q', message: expect.stringMatching(message) }]);
    const position = carets.search(/\^/);
    expect(fault?.extra.members).toEqual({ position, length: carets.trim().length });
    expect(fault?.message).toContain(`position ${position}`);
  });

  it('that docs/search.md shows can be read', () => {
    const [, section = ''] = SEARCH_PAGE.split('\n## The query line\n');
    const lines = [
      ...section
        .split('\n## ', 1)
        .join('')
        .matchAll(/^\| `([^`]+)` \|/gm),
    ].map(([, line]) => line ?? '');
    expect(lines.length).toBeGreaterThan(10);
    for (const line of lines) expect(parseQuery(line)).not.toEqual([]);
  });

  it('takes for blanks just what docs/search.md says', () => {
    const [, list = ''] = /\bA blank is one of ([^.]+)\./.exec(SEARCH_PAGE) ?? [];
    const blanks = new Set(
      [...list.matchAll(/U\+([0-9A-F]{4})(?: to U\+([0-9A-F]{4}))?/g)].flatMap(([, first = '', last = first]) => {
        const [from, to] = [parseInt(first, 16), parseInt(last, 16)];
        return Array.from({ length: to - from + 1 }, (_none, at) => from + at);
      }),
    );
    expect(blanks.size).toBeGreaterThan(20);
    for (let code = 0; code < 0x10000; code += 1) {
      const line = `target:a${String.fromCharCode(code)}target:b`;
      const isBlank = faultOf(line) === undefined && parseQuery(line).length === 2;
      if (isBlank !== blanks.has(code)) throw new Error(`U+${code.toString(16)}`);
    }
  });

  it('has at most 50 terms, and 100 values in a term', () => {
    const terms = Array.from({ length: 51 }, (_, at) => `target:t${at}`);
    expect(parseQuery(terms.slice(1).join(' '))).toHaveLength(50);
    const line = terms.join(' ');
    expect(faultOf(line)?.extra.members).toEqual({ position: line.indexOf('target:t50'), length: 10 });

    const values = Array.from({ length: 101 }, (_, at) => `v${at}`);
    expect(parseQuery(`service:${values.slice(1).join(',')}`)).toHaveLength(1);
    const list = `service:${values.join(',')}`;
    expect(faultOf(list)?.extra.members).toEqual({ position: list.indexOf('v100'), length: 4 });
  });

  it('has at most 20 texts, each of at most 200 characters', () => {
    const texts = Array.from({ length: 21 }, (_, at) => `${at % 2 === 0 ? '-' : ''}"text ${at}"`);
    expect(parseQuery(`outcome:failure ${texts.slice(1).join(' target:x ')}`)).toHaveLength(40);
    const line = `outcome:failure ${texts.join(' target:x ')}`;
    const fault = faultOf(line);
    expect(fault?.extra.members).toEqual({ position: line.indexOf('-"text 20"'), length: 10 });
    expect(fault?.message).toMatch(/at most 20 texts/);

    const long = 'x'.repeat(200);
    for (const text of [long, `"${long}"`]) expect(parseQuery(text)).toEqual([{ ...words(long), isNegated: false }]);
    expect(faultOf(`a -${long}y`)?.extra.members).toEqual({ position: 3, length: 201 });
    expect(faultOf(`"${long}y"`)?.message).toMatch(/at most 200 characters/);
  });

  it('is read or refused within its length, whatever it is', () => {
    const pieces = [
      ...' -:,"*\\\n\u00a0“é😀\ud800\0a1',
      'action:',
      'outcome:failure',
      'documented:',
      'service:"',
      '__proto__:',
      'x:',
      '192.0.2.0/24',
      '10*',
    ];
    const lines = fc.oneof(
      fc.array(fc.constantFrom(...pieces), { maxLength: 30 }).map((parts) => parts.join('')),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(lines, (line) => {
        const { position, length } = (faultOf(line)?.extra.members ?? { position: 0, length: 1 }) as Record<
          string,
          number
        >;
        expect(position).toBeGreaterThanOrEqual(0);
        expect(length).toBeGreaterThan(0);
        if (line !== '') expect(Number(position) + Number(length)).toBeLessThanOrEqual(line.length);
      }),
      { numRuns: 2_000 },
    );
  });

  it('gives back the conditions that it was written from', () => {
    fc.assert(
      fc.property(fc.array(conditions, { maxLength: 8 }), fc.boolean(), (asked, quotes) => {
        expect(parseQuery(queryLineOf(asked, quotes))).toEqual(asked);
      }),
      { numRuns: 1_000 },
    );
  });
});

/** Undefined where the line can be read. Anything but an ApiError is a fault of the parser. */
function faultOf(line: string): ApiError | undefined {
  try {
    parseQuery(line);
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
  return undefined;
}

function words(...folded: string[]): object {
  return { kind: 'words', words: folded };
}

function text(field: string, ...values: string[]): object {
  return { kind: 'text', field, values };
}

function actions(...patterns: [text: string, isPrefix: boolean][]): object {
  return { kind: 'action', patterns: patterns.map(([beginning, isPrefix]) => ({ text: beginning, isPrefix })) };
}

function network(written: string, address: string, bits: number): object {
  return { kind: 'network', text: written, network: expect.objectContaining({ address, bits }) };
}

function not(condition: object): object {
  return { ...condition, isNegated: true };
}
