import { expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { PAUSE, withPauses } from './with-pauses.js';

it('gives a pause once where the next piece takes long, and every piece', async () => {
  const pieces = async function* () {
    yield 1;
    yield 2;
    await sleep(300);
    yield 3;
  };
  const seen: unknown[] = [];
  for await (const piece of withPauses(pieces(), 50)) seen.push(piece);
  expect(seen).toEqual([1, 2, PAUSE, 3]);
});

it('passes a fault on, also one that comes after a pause', async () => {
  // eslint-disable-next-line require-yield
  const pieces = async function* (): AsyncGenerator<number> {
    await sleep(100);
    throw new Error('broken');
  };
  const take = async () => {
    for await (const piece of withPauses(pieces(), 20)) expect(piece).toBe(PAUSE);
  };
  await expect(take()).rejects.toThrow('broken');
});
