import fc from 'fast-check';
import { csvCell, csvCellByRule, restoreText, type CsvKind, type CsvValue } from './csv-cell.js';

describe('csvCell', () => {
  const cases: [name: string, value: CsvValue, kind: CsvKind, cell: string][] = [
    ['plain text stays as it is', 'kms.secrets.create', 'text', 'kms.secrets.create'],
    ['null is the empty cell', null, 'text', ''],
    ['undefined is the empty cell', undefined, 'number', ''],
    ['zero is 0', 0, 'number', '0'],
    ['a number stays plain, also below zero', -12, 'number', '-12'],
    ['a bigint stays plain', 9007199254740993n, 'number', '9007199254740993'],
    ['a count that arrives as text stays plain', '-1234567890123', 'number', '-1234567890123'],
    ['a formula in a number column is made inert', '-1+cmd', 'number', "'-1+cmd"],
    ['a number in a text column is text and made inert', '-5', 'text', "'-5"],
    ['equals sign', '=1+1', 'text', "'=1+1"],
    ['plus', '+1', 'text', "'+1"],
    ['minus', '-x', 'text', "'-x"],
    ['at', '@SUM(A1)', 'text', "'@SUM(A1)"],
    ['tab', '\tx', 'text', "'\tx"],
    ['CR', '\rx', 'text', '"\'\rx"'],
    ['LF', '\nx', 'text', '"\'\nx"'],
    ['space before an equals sign', '  =1', 'text', "'  =1"],
    ['zero-width space before an equals sign', '\u200b=1', 'text', "'\u200b=1"],
    ['full-width equals sign', '＝1', 'text', "'＝1"],
    ['full-width plus', '＋1', 'text', "'＋1"],
    ['full-width minus', '－1', 'text', "'－1"],
    ['full-width at', '＠x', 'text', "'＠x"],
    ['small form of the equals sign', '﹦1', 'text', "'﹦1"],
    ['an apostrophe gets one more', "'tis", 'text', "''tis"],
    ['an apostrophe before a formula gets only one', "'=1", 'text', "''=1"],
    ['an equals sign further on is harmless', 'a=1', 'text', 'a=1'],
    ['comma', 'a,b', 'text', '"a,b"'],
    ['quote', 'say "so"', 'text', '"say ""so"""'],
    ['formula with quote and comma', '=HYPERLINK("x","y")', 'text', '"\'=HYPERLINK(""x"",""y"")"'],
    ['time as a Date', new Date(Date.UTC(2026, 8, 15, 10, 0, 7)), 'time', '2026-09-15T10:00:07.000Z'],
    ['time in UTC keeps its microseconds', '2026-09-15T10:00:07.123456Z', 'time', '2026-09-15T10:00:07.123456Z'],
    ['time with an offset becomes UTC', '2026-09-15T12:00:07+02:00', 'time', '2026-09-15T10:00:07.000Z'],
  ];

  it.each(cases)('%s', (_name, value, kind, cell) => {
    expect(csvCell(value, kind)).toBe(cell);
  });

  it('refuses what is no number and what is no time', () => {
    expect(() => csvCell(Number.NaN, 'number')).toThrow('NaN');
    expect(() => csvCell('yesterday', 'time')).toThrow('yesterday');
  });

  it('leaves no text that starts with a character a spreadsheet runs', () => {
    fc.assert(
      fc.property(aTrickyText(), (text) => {
        expect(csvCell(text, 'text').replace(/^"/, '')).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/u);
      }),
    );
  });

  it('takes its short cut only where the rule would change nothing', () => {
    const ordinary = fc.string({ unit: fc.constantFrom(...'aZ09_./:( -+=,;"\'&#~@') });
    fc.assert(
      fc.property(fc.oneof(aTrickyText(), ordinary), fc.constantFrom<CsvKind>('text', 'number'), (text, kind) => {
        expect(csvCell(text, kind)).toBe(csvCellByRule(text, kind));
      }),
      { numRuns: 1_000 },
    );
  });

  it('is undone by removing exactly one leading apostrophe', () => {
    fc.assert(
      fc.property(aTrickyText(), (text) => {
        const cell = csvCell(text, 'text');
        const read = cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
        expect(restoreText(read)).toBe(text);
      }),
    );
  });
});

function aTrickyText(): fc.Arbitrary<string> {
  const unit = fc.constantFrom(...'=+-@\t\r\n\'",; aé中＝＋－＠\u200b\u00a0\ufeff', '😀');
  return fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit }));
}
