import { describe, expect, it } from '@jest/globals';
import { dialectOf, eventColumnOf } from './table-form.js';

describe('dialectOf', () => {
  it.each([
    ['a,b,c\n', { delimiter: ',', quote: '"' }],
    ['a;b;c,d\n1,2', { delimiter: ';', quote: '"' }],
    ['text\n"{""action"":1}"', { delimiter: '\t', quote: '"' }],
    ['time\ttext\r\n1\t{"action":"a"}', { delimiter: '\t', quote: null }],
    ['time\ttext\n1\t"{""action"":""a""}"', { delimiter: '\t', quote: '"' }],
  ])('sees it from %j', (head, dialect) => {
    expect(dialectOf(Buffer.from(head))).toEqual(dialect);
  });
});

describe('eventColumnOf', () => {
  it('takes a column of a known name, the most certain first', () => {
    expect(eventColumnOf(['text', 'src_obj__user_data'], [])).toEqual({ index: 1, name: 'src_obj__user_data' });
    expect(eventColumnOf(['time', ' text '], [['1', 'no JSON']])).toEqual({ index: 1, name: 'text' });
  });

  it('takes the one column with JSON objects, or of several the one with actions', () => {
    expect(
      eventColumnOf(
        ['when', 'what'],
        [
          ['', ''],
          ['1', '{"action":"a"}'],
        ],
      ),
    ).toMatchObject({ index: 1 });
    const row = ['{"app":"x"}', '{"event":{"action":"a"}}', '{}'];
    expect(eventColumnOf(['labels', 'log', 'empty'], [row])).toMatchObject({ index: 1 });
  });

  it('names the columns when none holds the events, and the way out', () => {
    const find = () => eventColumnOf(['time', 'zusätzlich'].map(asLatin1), [['1', 'x']]);
    expect(find).toThrow(/no column holds JSON objects.*the columns are: time, zusätzlich\. Rename .* "text"/);
    expect(() => eventColumnOf(['a', 'b'], [['{"x":1}', '{"y":1}']])).toThrow('several columns hold JSON objects');
  });

  it('does not take events for a header, nor repeat them', () => {
    const find = () => eventColumnOf(['2026-01-01', '{"action":"kms.secrets.read"}'], []);
    expect(find).toThrow(/no header/);
    expect(find).not.toThrow(/kms/);
  });
});

function asLatin1(text: string): string {
  return Buffer.from(text).toString('latin1');
}
