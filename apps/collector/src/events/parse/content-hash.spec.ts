import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseItem } from './parse-item.js';
import { splitItems } from './split-items.js';

/** A JSON value with its numbers as text, so that nothing is rounded before the test begins. */
type Model = string | { number: string } | Model[] | Map<string, Model>;

// Few and close to each other, so that equal and nearly equal values come up often.
const keys = fc.constantFrom('a', 'b', '__proto__', 'constructor', '1', 'é');
const texts = fc.constantFrom('', '1', '1e400', 'a', '\ud83d\ude00', '[object Object]', '"', '\\', '\u0001');
const numbers = fc
  .constantFrom('0', '-0', '1', '1.0', '9007199254740992', '9007199254740993', '1e400', '1e401', '1e-400', '0.1', '-1')
  .map((number) => ({ number }));
const { value: models } = fc.letrec<{ value: Model }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    texts,
    numbers,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.array(fc.tuple(keys, tie('value')), { maxLength: 3 }).map((members) => new Map(members)),
  ),
}));

describe('the content hash', () => {
  it('is the same only for the same content', () => {
    fc.assert(
      fc.property(models, models, (one, other) => {
        fc.pre(meaning(one) !== meaning(other));
        expect(hashOf(write(one))).not.toBe(hashOf(write(other)));
      }),
      { numRuns: 3_000 },
    );
  });

  it('does not depend on spaces, escapes or the order of keys', () => {
    fc.assert(
      fc.property(models, (model) => {
        expect(hashOf(write(model, true))).toBe(hashOf(write(model)));
      }),
      { numRuns: 1_000 },
    );
  });
});

function hashOf(requestData: string): string {
  const body = `{"action":"a.b.c","eventTime":"2026-01-01T00:00:00Z","requestData":${requestData}}`;
  const [item] = splitItems(Buffer.from(body));
  const parsed = item && parseItem(item, { now: Date.parse('2026-10-01'), maxEventBytes: 1_000_000 });
  if (!parsed?.value) throw new Error(parsed?.problem?.message);
  return parsed.value.contentHash;
}

/** JSON text; `isOdd` writes the same in another way. */
function write(model: Model, isOdd = false): string {
  const space = isOdd ? ' \n' : '';
  if (typeof model === 'string') return isOdd ? escaped(model) : JSON.stringify(model);
  if (Array.isArray(model)) return `[${model.map((element) => space + write(element, isOdd)).join(`${space},`)}]`;
  if (!(model instanceof Map)) return model.number;
  const members = [...model].map(([key, member]) => `${write(key, isOdd)}${space}:${write(member, isOdd)}`);
  return `{${(isOdd ? members.reverse() : members).join(`,${space}`)}${space}}`;
}

function escaped(text: string): string {
  const units = Array.from({ length: text.length }, (_, at) => text.charCodeAt(at).toString(16).padStart(4, '0'));
  return `"${units.map((unit) => `\\u${unit}`).join('')}"`;
}

/** Equal for equal values; numbers by their decimal value. Written without anything of what it tests. */
function meaning(model: Model): string {
  if (typeof model === 'string') return `s${model.length}:${model}`;
  if (Array.isArray(model)) return `[${model.map(meaning).join(',')}]`;
  if (!(model instanceof Map)) return `n${{ '-0': '0', '1.0': '1' }[model.number] ?? model.number}`;
  const members = [...model].map(([key, member]) => `${meaning(key)}=${meaning(member)}`);
  return `{${members.sort().join(',')}}`;
}
