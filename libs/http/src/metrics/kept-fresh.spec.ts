import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { keptFresh } from './kept-fresh.js';

describe('a value that is kept fresh', () => {
  it('is read once for all who ask at a time, and again when it is old', async () => {
    let reads = 0;
    const ask = keptFresh(async () => (reads += 1), { maxAgeMs: 50 });
    expect((await Promise.all([ask(), ask(), ask()])).map((kept) => kept?.value)).toEqual([1, 1, 1]);
    expect((await ask())?.value).toBe(1);
    await sleep(80);
    expect((await ask())?.value).toBe(2);
  });

  it('stays as it was while it cannot be read, and says so once', async () => {
    const faults: unknown[] = [];
    let isAway = false;
    const read = async () => {
      if (isAway) throw new Error('away');
      return 'there';
    };
    const ask = keptFresh(read, { maxAgeMs: 0, onFault: (fault) => faults.push(fault) });
    const first = await ask();
    isAway = true;
    for (let times = 0; times < 3; times += 1) {
      await sleep(5);
      expect(await ask()).toEqual(first);
    }
    expect(faults).toHaveLength(1);
  });

  it('is undefined until it could be read', async () => {
    expect(await keptFresh(() => Promise.reject(new Error('away')), { maxAgeMs: 0 })()).toBeUndefined();
  });

  it('is unknown again once it is too old', async () => {
    let isAway = false;
    const read = () => (isAway ? Promise.reject(new Error('away')) : Promise.resolve(1));
    const ask = keptFresh(read, { maxAgeMs: 0, maxStaleMs: 30 });
    expect((await ask())?.value).toBe(1);
    isAway = true;
    expect((await ask())?.value).toBe(1);
    await sleep(60);
    expect(await ask()).toBeUndefined();
  });

  it('is not waited for longer than allowed, and there for who asks later', async () => {
    const ask = keptFresh(() => sleep(60, 'slow'), { maxAgeMs: 1_000, maxWaitMs: 10 });
    expect(await ask()).toBeUndefined();
    await sleep(80);
    expect((await ask())?.value).toBe('slow');
  });

  it('that takes long to read is read more seldom', async () => {
    let reads = 0;
    const read = async () => {
      reads += 1;
      await sleep(20);
    };
    const ask = keptFresh(read, { maxAgeMs: 0 });
    for (let times = 0; times < 10; times += 1) {
      await ask();
      await sleep(10);
    }
    expect(reads).toBe(1);
  });
});
