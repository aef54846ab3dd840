import fc from 'fast-check';
import { breakLines, type Breaks } from './break-lines.js';

describe('breakLines', () => {
  it.each<[string, string, Breaks, string[]]>([
    ['words at spaces', 'retrieve a key', 'words', ['retrieve a ', 'key']],
    ['a word that fits is left whole', 'see kms.a.b', 'words', ['see ', 'kms.a.b']],
    ['an action after its points', 'kms.import-token.create', 'code', ['kms.', 'import-', 'token.', 'create']],
    ['an address after colons and slashes', 'crn:v1:a/12345678', 'code', ['crn:v1:a/', '12345678']],
    ['several marks in a row stay together', 'crn:v1:::ab:', 'code', ['crn:v1:::', 'ab:']],
    ['a long word in text after its punctuation', 'x a_very_long_name', 'words', ['x a_very_', 'long_name']],
    ['a time before its offset', '2026-09-15 12:00:07+02:00', 'time', ['2026-09-15 ', '12:00:07', '+02:00']],
    ['a hash is cut', '0123456789abcdef', 'code', ['012345678', '9abcdef']],
    ['empty text is one empty line', '', 'words', ['']],
  ])('%s', (_name, text, breaks, lines) => {
    expect(breakLines(text, aRoom(breaks)).map((line) => line.text)).toEqual(lines);
  });

  it('says which lines are cut', () => {
    expect(breakLines('0123456789abcdef', aRoom('code')).map((line) => line.isCut)).toEqual([true, false]);
    expect(breakLines('abcdefgh ijkl', aRoom('words')).map((line) => line.isCut)).toEqual([false, false]);
  });

  it('fits every line and loses nothing but outer spaces', () => {
    const text = fc.string({ unit: fc.constantFrom(...'ab .:/-_') });
    fc.assert(
      fc.property(text, fc.constantFrom<Breaks>('words', 'code'), (given, breaks) => {
        const lines = breakLines(given, aRoom(breaks));
        expect(Math.max(...lines.map((line) => line.text.trimEnd().length))).toBeLessThanOrEqual(10);
        expect(lines.map((line) => line.text).join('')).toBe(given.replace(/^ +| +$/g, ''));
      }),
    );
  });
});

/** Ten characters wide, each of width 1. */
function aRoom(breaks: Breaks): Parameters<typeof breakLines>[1] {
  return { width: 10, markWidth: 1, measure: (text) => text.length, breaks };
}
