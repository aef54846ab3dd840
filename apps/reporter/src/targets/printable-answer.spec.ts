import { describe, expect, it } from '@jest/globals';
import { printableAnswer } from './printable-answer.js';

describe('the answer of another side', () => {
  it.each([
    ['ok', 'ok'],
    [' two\r\n\tlines ', 'two lines'],
    ['a\u001b[31mred\u202eder\u0000\ud800', 'a [31mred der'],
    ['', ''],
  ])('%j is shown as %j', (text, shown) => {
    expect(printableAnswer(text)).toBe(shown);
  });

  it('is cut between characters', () => {
    expect(printableAnswer('😀'.repeat(400))).toBe(`${'😀'.repeat(299)}…`);
  });

  it('does not repeat secrets', () => {
    expect(printableAnswer('got Bearer abc.def twice: abc.def', ['abc.def', undefined, ''])).toBe(
      'got Bearer [secret] twice: [secret]',
    );
  });
});
