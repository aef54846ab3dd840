import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { splitItems } from './split-items.js';

function split(body: string | Buffer, isDeclaredNdjson = false): string[] {
  return [...splitItems(Buffer.from(body as string), { isDeclaredNdjson })].map((item) => item.bytes.toString('utf8'));
}

describe('splitItems', () => {
  it.each<[string, string, string[]]>([
    ['one object', '{"a":1}', ['{"a":1}']],
    ['a byte order mark and white space', '\ufeff \r\n\t{"a":1} \n', ['{"a":1}']],
    ['an array', '[{"a":1},{"b":[2,3]}]', ['{"a":1}', '{"b":[2,3]}']],
    ['an empty array', ' [ ] ', []],
    ['a pretty-printed array', '[\n  {\n    "a": 1\n  },\n  {}\n]\n', ['{\n    "a": 1\n  }', '{}']],
    ['blank elements', '[,{"a":1},,]', ['{"a":1}']],
    ['arrays in an array', '[[1,{"a":2}],{"b":1}]', ['[1,{"a":2}]', '{"b":1}']],
    ['brackets and commas in strings', '[{"a":"],}\\"{["},{"b":1}]', ['{"a":"],}\\"{["}', '{"b":1}']],
    ['lines', '{"a":1}\n{"b":2}\r\n\n  \n{"c":3}', ['{"a":1}', '{"b":2}', '{"c":3}']],
    ['lines whose line feeds were lost', '{"a":1}{"b":2} {"c":3}', ['{"a":1}', '{"b":2}', '{"c":3}']],
    ['a pretty-printed object', '{\n"a":\n1}', ['{\n"a":\n1}']],
    ['pretty-printed objects', '{\n"a":1\n}\n{\n"b":2\n}', ['{\n"a":1\n}', '{\n"b":2\n}']],
    ['an array, then lines', '[{"a":1}]\n{"b":2}\n{"c":3}', ['{"a":1}', '{"b":2}', '{"c":3}']],
    ['an array on a line', '{"a":1}\n[{"b":2},{"c":3}]', ['{"a":1}', '{"b":2}', '{"c":3}']],
    ['text before an object', 'INFO {"a":1}\n{"b":2}', ['INFO {"a":1}', '{"b":2}']],
    ['scalars', '1\n"x"\ntrue', ['1', '"x"', 'true']],
    ['nothing', ' \n\t ', []],
  ])('splits %s', (_name, body, items) => {
    expect(split(body)).toEqual(items);
  });

  it.each<[string, string, string[]]>([
    ['a line that is cut off', '{"a":1}\n{"b":\n{"c":3}', ['{"a":1}', '{"b":', '{"c":3}']],
    ['a first line that is cut off', '{"a":\n{"b":2}\n{"c":3}', ['{"a":', '{"b":2}', '{"c":3}']],
    ['a line with an open string', '{"a":1}\n{"b":"x}\n{"c":3}', ['{"a":1}', '{"b":"x}', '{"c":3}']],
    ['a cut off line among pretty-printed ones', '{\n"a":1\n}\n{\n"b":\n}\n{}', ['{\n"a":1\n}', '{\n"b":\n}', '{}']],
    ['text after an object', '{"a":1} x\n{"b":2}', ['{"a":1}', 'x', '{"b":2}']],
    ['an element with the wrong bracket', '[{"a":[1},{"b":2}]', ['{"a":[1}', '{"b":2}']],
    ['an element with a bracket too many', '[{"a":1}},{"b":2}]', ['{"a":1}}', '{"b":2}']],
    ['an element that is text', '[{"a":1},tru,{"b":2}]', ['{"a":1}', 'tru', '{"b":2}']],
    [
      'an element with the wrong bracket deep in it',
      '[{"a":[{"x":1,"y":2]},{"b":1}]',
      ['{"a":[{"x":1,"y":2]}', '{"b":1}'],
    ],
  ])('keeps %s apart from its neighbours', (_name, body, items) => {
    expect(split(body)).toEqual(items);
  });

  it.each<[string, string, string[]]>([
    ['an array that is cut off in an element', '[{"a":1},{"b":', ['{"a":1}', '{"b":']],
    ['an array that is cut off behind an element', '[{"a":1},{"b":2}', ['{"a":1}', '{"b":2}']],
    ['an array that is cut off behind a comma', '[{"a":1}, ', ['{"a":1}', ',']],
    ['an array of which only the bracket came', '[', ['[']],
  ])('gives the tail of %s as its own kind', (_name, body, items) => {
    const found = [...splitItems(Buffer.from(body))];
    expect(found.map((item) => item.bytes.toString())).toEqual(items);
    expect(found.map((item) => item.kind)).toEqual([...items.slice(1).map(() => 'value'), 'tail']);
  });

  it('believes a declaration only about a broken beginning', () => {
    expect(split('{"a":\n "b"', true)).toEqual(['{"a":', '"b"']);
    expect(split('{"a":\n "b"', false)).toEqual(['{"a":\n "b"']);
    expect(split('{"a":\n "b"}', true)).toEqual(['{"a":\n "b"}']);
    expect(split('[{"a":1},\n{"b":2}]', true)).toEqual(['{"a":1}', '{"b":2}']);
  });

  /** In ms, of this process: what else the machine does is not in it. */
  function processorTime(body: string): number {
    const before = process.cpuUsage();
    // Not kept: each is a copy, and two million of them at once would measure the garbage collector.
    let items = 0;
    for (const item of splitItems(Buffer.from(body))) items += Math.sign(item.size);
    expect(items).toBeGreaterThan(0);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  }

  it('takes time in proportion to the body, whatever is in it', () => {
    const megabyte = 1024 * 1024;
    const hostile = [
      '['.repeat(10 * megabyte),
      `[${'{'.repeat(5 * megabyte)}${']'.repeat(5 * megabyte)}`,
      `{${'['.repeat(5 * megabyte)}${'}'.repeat(5 * megabyte)}`,
      `{"a":${'[{'.repeat(2 * megabyte)}${']'.repeat(2 * megabyte)}`,
      `{"a":"${'\\'.repeat(10 * megabyte)}`,
      '[,'.repeat(megabyte),
      '{}'.repeat(megabyte),
      'x\n'.repeat(megabyte),
      '{\n'.repeat(megabyte),
      '{"a\n'.repeat(megabyte),
      '{"a":1}\n[\n'.repeat(megabyte),
    ];
    for (const body of hostile) {
      const quarter = processorTime(body.slice(0, body.length / 4));
      // Four times as much in proportion; sixteen times, and minutes, where each byte is looked at for each before it. The
      // second is for the garbage of the ones before.
      expect(processorTime(body)).toBeLessThan(8 * quarter + 1_000);
    }
  });

  it('finds what was put together, in any of the forms', () => {
    const objects = fc.array(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()), { minLength: 1 });
    const space = fc.constantFrom('', ' ', '\n', '\r\n', '\t \n');
    fc.assert(
      fc.property(objects, space, fc.constantFrom('array', 'lines', 'joined', 'pretty'), (values, gap, form) => {
        const texts = values.map((value) => JSON.stringify(value, null, form === 'pretty' ? 2 : 0));
        const body = {
          array: `${gap}[${gap}${texts.join(`${gap},${gap}`)}${gap}]${gap}`,
          lines: texts.join(`${gap}\n${gap}`),
          joined: texts.join(gap.replaceAll('\n', ' ')),
          pretty: texts.join(`\n${gap}`),
        }[form];
        expect(split(body)).toEqual(texts);
      }),
    );
  });

  it('loses no byte but white space, commas and brackets of arrays, whatever the body', () => {
    const pieces = fc.array(
      fc.constantFrom('{', '}', '[', ']', ',', ':', '"', '\\', '\n', ' ', 'a', '1', '{"a":1}', 'é'),
    );
    fc.assert(
      fc.property(pieces, fc.boolean(), (parts, isDeclared) => {
        const body = parts.join('');
        const visible = (text: string) => text.replace(/[\s,[\]]/g, '');
        expect(visible(split(body, isDeclared).join(''))).toBe(visible(body));
      }),
      { numRuns: 2_000 },
    );
  });
});
