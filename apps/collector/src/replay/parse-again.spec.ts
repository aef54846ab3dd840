import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseItem } from '../events/parse/parse-item.js';
import { splitItems } from '../events/parse/split-items.js';
import { parseAgain } from './parse-again.js';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const CONTEXT = { now: NOW, maxEventBytes: 500 };

const EVENT = '{"action":"kms.secrets.create","eventTime":"2026-11-23T10:00:00Z"}';
const LATER = { now: NOW + 48 * 3_600_000 };

/** The items of a body with what the quarantine would have of each. */
function partsOf(body: string) {
  return [...splitItems(Buffer.from(body), { maxItemBytes: 500 })].map((item) => {
    const first = parseItem(item, CONTEXT);
    return {
      item,
      first,
      kept: { raw: item.bytes, ...(first.problem ?? { code: 'no_action' as const, message: '' }) },
    };
  });
}

describe('parseAgain', () => {
  it.each([
    ['an object on a line', `${EVENT}\n{"a":1}`],
    ['an object that spans lines', EVENT.replace(',', ',\n ')],
    ['an element of an array', `[ ${EVENT}, 1]`],
    ['an element that spans lines', `[${EVENT.replace(',', ',\n ')}]`],
    ['an enveloped event', `{"payload": ${EVENT}, "logSourceCRN": "x"}`],
    ['a log line', `2026-11-21 INFO oslo.messaging ${EVENT}`],
  ])('makes an event of %s once its time has come', (_, body) => {
    const [part] = partsOf(body);
    expect(part?.first.problem?.code).toBe('event_time_out_of_range');
    expect(parseAgain(part!.kept, CONTEXT)).toEqual(part?.first);
    expect(parseAgain(part!.kept, LATER)).toEqual(parseItem(part!.item, { ...CONTEXT, ...LATER }));
  });

  it.each([
    ['two objects in one element', `[${EVENT} ${EVENT}]`, 'invalid_json'],
    ['an array in an array', `[[${EVENT}]]`, 'not_an_object'],
    ['an array in an array that spans lines', `[\n[\n${EVENT}\n]\n]`, 'not_an_object'],
    ['an array that is not closed', `[${EVENT}`, 'unterminated_array'],
    ['an item that was cut', `${EVENT}`.padEnd(501).replace('}', ',"a":"').padEnd(600, 'x'), 'event_too_large'],
    ['an item that was cut to what looks whole', `INFO ${EVENT}${' '.repeat(600)}x`, 'event_too_large'],
    ['a line with a text behind its event', `INFO ${EVENT} and more`, 'invalid_json'],
  ])('does not take for an event what was none: %s', (_, body, code) => {
    const [part] = partsOf(body);
    expect(part?.first.problem?.code).toBe(code);
    expect(parseAgain(part!.kept, LATER)).toEqual(part?.first);
  });

  it('asks who may send it', () => {
    const refuse = () => ({ code: 'out_of_scope' as const, message: 'not yours' });
    const kept = { raw: Buffer.from(EVENT), code: 'event_time_out_of_range' as const, message: '' };
    expect(parseAgain(kept, { ...LATER, refuse }).problem?.code).toBe('out_of_scope');
  });

  it('takes an item that came under a higher limit', () => {
    const raw = Buffer.from(EVENT.replace('}', `,"message":"${'x'.repeat(5_000)}"}`));
    expect(parseAgain({ raw, code: 'out_of_scope', message: '' }, LATER).value).toBeDefined();
  });

  it('finds in any body the same events as when it came, item by item', () => {
    const now = EVENT.replace('11-23', '11-20');
    const pieces = [
      '[',
      ']',
      '{',
      '}',
      ',',
      '\n',
      ' ',
      '"',
      ':',
      '1',
      'a',
      '{"a":1}',
      '\\',
      'x{',
      now,
      `[${now}`,
      `x${now}`,
    ];
    const body = fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(body, (text) => {
        for (const { item, first, kept } of partsOf(text)) {
          const again = parseAgain(kept, { now: NOW });
          if (isElementLikeLogLine(item)) continue;
          expect(again.value).toEqual(first.value);
          expect(again.problem === undefined).toBe(first.problem === undefined);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

/** The one form that the bytes do not tell. */
function isElementLikeLogLine({ kind, bytes }: { kind: string; bytes: Buffer }): boolean {
  return kind === 'value' && bytes[0] !== 0x7b && bytes[0] !== 0x5b;
}
