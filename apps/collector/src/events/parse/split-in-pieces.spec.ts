import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { splitWholeBody } from '../../../test/split-whole-body.js';
import { ItemSplitter, type RawItem, type SplitOptions } from './split-items.js';

function inPieces(body: Buffer, sizes: Iterable<number>, options: SplitOptions): RawItem[] {
  const splitter = new ItemSplitter(options);
  const items: RawItem[] = [];
  let at = 0;
  for (const size of sizes) {
    items.push(...splitter.push(body.subarray(at, at + size)));
    at += size;
    if (at >= body.length) break;
  }
  items.push(...splitter.push(body.subarray(at)), ...splitter.end());
  return items;
}

/** As the splitter of whole bodies finds them; positions counted from each item's first byte. */
function whole(body: Buffer, isDeclaredNdjson: boolean): unknown[] {
  return [...splitWholeBody(body, isDeclaredNdjson)].map((item) =>
    item.kind === 'value'
      ? { ...seen(item.kind, item.bytes, item.scan), numbers: relative(item.scan) }
      : seen(item.kind, item.bytes),
  );
}

function asWhole(items: RawItem[]): unknown[] {
  return items.map((item) =>
    item.kind === 'value'
      ? { ...seen(item.kind, item.bytes, item.scan), numbers: item.scan.longNumbers }
      : seen(item.kind, item.bytes),
  );
}

type Scan = Extract<RawItem, { kind: 'value' }>['scan'];

const seen = (kind: string, bytes: Buffer, scan?: Scan) => ({
  kind,
  bytes: bytes.toString('latin1'),
  ...(scan && {
    isComplete: scan.isComplete,
    members: scan.members,
    depth: scan.depth,
    escapes: [scan.hasNulEscape, scan.hasSurrogateEscape],
  }),
});

const relative = (scan: Scan) => scan.longNumbers.map((position) => position - scan.start);

const objects = fc.dictionary(fc.string({ unit: 'binary', maxLength: 6 }), fc.jsonValue({ maxDepth: 2 }), {
  maxKeys: 4,
});
const objectTexts = fc
  .tuple(objects, fc.constantFrom(0, 0, 2))
  .map(([value, indent]) => JSON.stringify(value, null, indent));
const oddTexts = fc.constantFrom(
  ...['{', '}', '[', ']', ',', ':', '"', '\\', '\n', '\r\n', ' ', 'a', '1', 'é', '𝄞', '\ufeff', '\\u0000', '\\ud800'],
  ...[
    '{"a":1}',
    '{"a":\n',
    '{\n"a":1\n}',
    '{"a":"x',
    '[{"a":1},',
    '12345678901234567890',
    '1e5',
    '-0.5',
    'tru',
    'INFO {"a":1}',
  ],
  ...['{"a":1}\n', '[1,2]\n', '{"a":[1}', '{"a":{"b":2]}', '    ', '\n\n', '{"\\u00e9":"\\\\"}'],
);

/** Of all forms, whole and broken. */
const bodies = fc
  .oneof(
    fc.array(fc.oneof(objectTexts, oddTexts), { maxLength: 25 }).map((texts) => texts.join('')),
    fc.array(fc.oneof({ weight: 5, arbitrary: objectTexts }, oddTexts)).map((texts) => texts.join('\n')),
    fc.array(fc.oneof({ weight: 5, arbitrary: objectTexts }, oddTexts)).map((texts) => `[${texts.join(',\r\n ')}]`),
    fc.array(objectTexts).map((texts) => `\ufeff[${texts.join(',')}`),
  )
  .chain((text) =>
    fc.tuple(fc.constant(Buffer.from(text)), fc.option(fc.nat(), { freq: 2 }), fc.integer({ min: 0, max: 255 })),
  )
  .map(([body, at, byte]) => {
    const damaged = Buffer.from(body);
    if (at !== null && body.length > 0) damaged[at % body.length] = byte;
    return damaged;
  });

const cuts = fc.array(fc.oneof(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 60 })), {
  minLength: 1,
  maxLength: 200,
});

describe('ItemSplitter', () => {
  it('finds the same in a body however it is cut into pieces', () => {
    fc.assert(
      fc.property(bodies, cuts, fc.boolean(), (body, sizes, isDeclaredNdjson) => {
        expect(asWhole(inPieces(body, sizes, { isDeclaredNdjson }))).toEqual(whole(body, isDeclaredNdjson));
      }),
      { numRuns: 3_000 },
    );
  }, 300_000);

  it('finds the same byte by byte', () => {
    fc.assert(
      fc.property(bodies, fc.boolean(), (body, isDeclaredNdjson) => {
        const bytewise = Array<number>(body.length).fill(1);
        expect(asWhole(inPieces(body, bytewise, { isDeclaredNdjson }))).toEqual(whole(body, isDeclaredNdjson));
      }),
      { numRuns: 1_000 },
    );
  }, 300_000);

  it('finds the same with a bound, as long as no item passes it', () => {
    fc.assert(
      fc.property(bodies, cuts, fc.boolean(), (body, sizes, isDeclaredNdjson) => {
        const expected = [...splitWholeBody(body, isDeclaredNdjson)];
        // White space behind a line is looked over, too, when it is asked whether the line is an object.
        const space = Math.max(0, ...(body.toString('latin1').match(/[ \t\r]+/g) ?? []).map((run) => run.length));
        const maxItemBytes = Math.max(1, ...expected.map((item) => item.bytes.length)) + space;
        expect(asWhole(inPieces(body, sizes, { isDeclaredNdjson, maxItemBytes }))).toEqual(
          whole(body, isDeclaredNdjson),
        );
      }),
      { numRuns: 3_000 },
    );
  }, 300_000);

  it('keeps the same of items over the bound however the body is cut, and says how long they were', () => {
    fc.assert(
      fc.property(
        bodies,
        cuts,
        fc.integer({ min: 1, max: 40 }),
        fc.boolean(),
        (body, sizes, maxItemBytes, isDeclaredNdjson) => {
          const options = { maxItemBytes, isDeclaredNdjson };
          const atOnce = inPieces(body, [], options);
          const found = inPieces(body, sizes, options);
          const kept = (items: RawItem[]) =>
            items.map(({ kind, bytes, size }) => [kind, bytes.toString('latin1'), size]);
          expect(kept(found)).toEqual(kept(atOnce));
          for (const { bytes, size } of found) expect(bytes.length).toBe(Math.min(size, maxItemBytes));
          const visible = (text: string) => text.replace(/[\s,[\]]/g, '').length;
          const isComplete = found.every(({ size }) => size <= maxItemBytes);
          if (isComplete) {
            const text = found.map(({ bytes }) => bytes.toString('latin1')).join('');
            const start = body.subarray(0, 3).toString('hex') === 'efbbbf' ? 3 : 0;
            expect(visible(text)).toBe(visible(body.toString('latin1', start)));
          }
        },
      ),
      { numRuns: 3_000 },
    );
  }, 300_000);
});

describe('ItemSplitter with a bound', () => {
  const keptOf = (body: string, maxItemBytes: number, isDeclaredNdjson = false) =>
    inPieces(Buffer.from(body), Array<number>(body.length).fill(3), { maxItemBytes, isDeclaredNdjson }).map(
      ({ kind, bytes, size }) => [kind, bytes.toString(), size],
    );

  it('holds little more of a huge item than the bound, whatever it is', () => {
    const piece = (text: string) => Buffer.from(text.repeat(Math.ceil(65_536 / text.length)));
    for (const [start, text] of [
      ['{"a":"', 'x'],
      ['{"a":"', '\\"'],
      ['[', '['],
      ['', '{"a":'],
      ['[1,', ' '],
      ['', 'x'],
      ['{"a":[', '1e5,'],
      ['{"a":1}\n{"b":', '\n1'],
      ['{"a":\n', '1'],
    ] as const) {
      const splitter = new ItemSplitter({ maxItemBytes: 10_000 });
      expect([...splitter.push(Buffer.from(start))].length).toBeLessThan(3);
      for (let nth = 0; nth < 32; nth += 1) {
        let longest = 0;
        for (const { bytes } of splitter.push(piece(text))) longest = Math.max(longest, bytes.length);
        expect(longest).toBeLessThanOrEqual(10_000);
        expect(splitter.heldBytes).toBeLessThan(100_000);
      }
    }
  });

  it('keeps the first bytes of a line that is too long, and the next line whole', () => {
    expect(keptOf('{"a":"xxxxxxxxxxxxxxxxxxxxxx"}\n{"b":2}', 10)).toEqual([
      ['value', '{"a":"xxxx', 30],
      ['value', '{"b":2}', 7],
    ]);
    expect(keptOf('{"a":"xxxxxxxxxxxxxxxxxxxxxx\n{"b":2}\n{"c":3}', 10)).toEqual([
      ['value', '{"a":"xxxx', 28],
      ['value', '{"b":2}', 7],
      ['value', '{"c":3}', 7],
    ]);
    expect(keptOf('INFO xxxxxxxxxxxxxxxxxxxxxxx   \n{"b":2}', 10)).toEqual([
      ['text', 'INFO xxxxx', 28],
      ['value', '{"b":2}', 7],
    ]);
  });

  it('does not count the white space behind an item', () => {
    expect(keptOf(`[{"a":1}${' '.repeat(100)},{"b":2}${'\n'.repeat(100)}]`, 10)).toEqual([
      ['value', '{"a":1}', 7],
      ['value', '{"b":2}', 7],
    ]);
  });

  it('takes a pretty-printed object over the bound for broken lines where there are lines: it looks no further', () => {
    const large = '{\n"a":"xxxxxxxxxx"\n}';
    expect(keptOf(`${large}\n{"b":2}`, 10)).toEqual([
      ['value', '{\n"a":"xxx', 20],
      ['value', '{"b":2}', 7],
    ]);
    expect(keptOf(`{"b":2}\n${large}`, 10).map(([kind]) => kind)).toEqual(['value', 'value', 'text', 'text']);
  });
});
