import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { maybeRowCounter } from './count-rows.js';

const counted = (name: string, pieces: string[]) => {
  const counter = maybeRowCounter(name);
  for (const piece of pieces) counter?.add(Buffer.from(piece));
  return counter?.rows() ?? null;
};

describe('the rows of a file', () => {
  it.each([
    ['a.jsonl', '', 0],
    ['a.jsonl', '{}\n{}\n', 2],
    ['a.jsonl', '{}\n{}', 2],
    ['a.jsonl', '\n', 1],
    ['a.csv', '', 0],
    ['a.csv', 'head\r\n', 0],
    ['a.csv', 'head', 0],
    ['a.csv', 'head\r\na\r\nb\r\n', 2],
    ['a.csv', 'head\na\nb', 2],
    ['a.csv', 'head\r\n"a\r\nb"\r\n', 1],
    ['a.csv', 'head\r\n"a ""\n"" b",c\r\nd,e\r\n', 2],
    ['a.csv', '"he\r\nad"\r\na\r\n', 1],
    ['a.pdf', 'a\nb\n', null],
    ['README.txt', 'a\nb\n', null],
  ])('of %s with %j are %j', (name, text, rows) => {
    expect(counted(name, [text])).toBe(rows);
  });

  it('are the same however the bytes come', () => {
    const text = fc.string({ unit: fc.constantFrom('"', '\n', '\r\n', 'a', ',', 'é') });
    fc.assert(
      fc.property(text, fc.constantFrom('a.csv', 'a.jsonl'), (whole, name) => {
        expect(counted(name, [...whole])).toBe(counted(name, [whole]));
      }),
    );
  });
});
