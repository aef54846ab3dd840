import { expect, it } from '@jest/globals';
import { WorkTurns } from './work-turns.js';

it('lets one on in each turn of the event loop, in the order of asking', async () => {
  const turns = new WorkTurns();
  const seen: string[] = [];
  const work = async (name: string) => {
    for (let nth = 0; nth < 2; nth += 1) {
      await turns.next();
      seen.push(name);
    }
  };
  const working = Promise.all(['a', 'b', 'c'].map(work));
  await new Promise((resolve) => setImmediate(resolve));
  expect(seen).toEqual(['a']);
  await working;
  expect(seen).toEqual(['a', 'b', 'c', 'a', 'b', 'c']);
});
