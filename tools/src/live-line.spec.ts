import { describe, expect, it } from '@jest/globals';
import { liveLine } from './live-line.js';

describe('liveLine', () => {
  function output(isTTY: boolean) {
    const written: string[] = [];
    const stream = { isTTY, columns: 30, write: (text: string) => written.push(text) > 0 };
    return { written, line: liveLine(stream as unknown as NodeJS.WriteStream) };
  }

  it('is drawn anew in its place on a terminal, within its width, and makes room for lines that stay', () => {
    const { written, line } = output(true);
    line.show(0.1, 'x'.repeat(50));
    line.say('note');
    line.end();
    const shown = `\r${'x'.repeat(29)}\u001b[K`;
    expect(written).toEqual([shown, '\r\u001b[Knote\n', shown, '\n']);
  });

  it('is a line every tenth of the way elsewhere', () => {
    const { written, line } = output(false);
    for (let share = 0; share <= 1; share += 1 / 64) line.show(share, `${share}`);
    line.say('note');
    line.end();
    expect(written).toHaveLength(11);
    expect(written.at(-1)).toBe('note\n');
  });
});
