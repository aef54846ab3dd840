import { describe, expect, it } from '@jest/globals';
import { Turns } from './turns.js';

const WANTED = new AbortController().signal;

describe('turns', () => {
  it('are taken by so many at a time, by the others in the order in which they came', async () => {
    const turns = new Turns(2);
    const begun: string[] = [];
    const take = (name: string) =>
      turns.take(WANTED).then((end) => {
        begun.push(name);
        return end;
      });
    const ends = await Promise.all([take('a'), take('b')]);
    const [c, d] = [take('c'), take('d')];
    await Promise.resolve();
    expect(begun).toEqual(['a', 'b']);
    ends[1]!();
    const endC = await c;
    expect(begun).toEqual(['a', 'b', 'c']);
    ends[0]!();
    (await d)();
    endC();
    await Promise.all([take('e'), take('f')]);
    expect(begun.join('')).toBe('abcdef');
  });

  it('are not waited for by those who have gone', async () => {
    const turns = new Turns(1);
    const end = await turns.take(WANTED);
    const gone = new AbortController();
    const leaving = turns.take(gone.signal);
    const next = turns.take(WANTED);
    gone.abort(new Error('gone'));
    await expect(leaving).rejects.toThrow('gone');
    await expect(turns.take(gone.signal)).rejects.toThrow('gone');
    end();
    expect(await next).toBeInstanceOf(Function);
  });
});
