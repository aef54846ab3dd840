import { describe, expect, it } from '@jest/globals';
import { BodyBudget } from './body-budget.js';

const MEBIBYTE = 1024 * 1024;
const LIMITS = { windowBytes: MEBIBYTE, maxWaitMs: 20 };

/** Whether it has come about by now, without waiting for anything. */
async function isDone(promise: Promise<unknown>): Promise<boolean> {
  return Promise.race([promise.then(() => true), new Promise<boolean>((resolve) => setImmediate(resolve, false))]);
}

describe('BodyBudget', () => {
  it('gives windows to four large requests at once; small ones need none', async () => {
    const budget = new BodyBudget(LIMITS);
    const large = await Promise.all([1, 2, 3, 4, 5].map(() => budget.enter()));
    const [first, ...others] = large.map((share) => share.hold(100_000));
    expect(await Promise.all([first, ...others].map((hold) => isDone(hold!)))).toEqual([true, true, true, true, false]);
    const small = await budget.enter();
    expect(await isDone(small.hold(64 * 1024))).toBe(true);

    large[0]?.leave();
    expect(await isDone(others.at(-1)!)).toBe(true);
  });

  it('lets others have the window of a sender that is silent, unless it is in the middle of something large', async () => {
    const budget = new BodyBudget(LIMITS);
    const silent = await Promise.all([1, 2, 3, 4].map(() => budget.enter()));
    await Promise.all(silent.map((share) => share.hold(MEBIBYTE)));
    const waiting = (await budget.enter()).hold(MEBIBYTE);
    silent[0]?.rest(MEBIBYTE);
    expect(await isDone(waiting)).toBe(false);
    silent[1]?.rest(1_000);
    expect(await isDone(waiting)).toBe(true);
  });

  it('takes no more than a request needs, where that is known', async () => {
    const budget = new BodyBudget(LIMITS);
    const shares = await Promise.all(Array.from({ length: 8 }, () => budget.enter()));
    for (const share of shares) share.expect(MEBIBYTE / 2);
    expect(await isDone(Promise.all(shares.map((share) => share.hold(100_000))))).toBe(true);
  });

  it('reads a thousand requests at once, lets others wait for a while, and tells how many there are', async () => {
    const budget = new BodyBudget(LIMITS);
    const reading = await Promise.all(Array.from({ length: 1_000 }, () => budget.enter()));
    const [next, late] = [budget.enter(), budget.enter()];
    expect(budget.requests).toEqual({ reading: 1_000, waiting: 2 });
    reading[0]?.leave();
    await next;
    await expect(late).rejects.toMatchObject({ status: 503, extra: { headers: { 'retry-after': '5' } } });
    expect(budget.requests).toEqual({ reading: 1_000, waiting: 0 });
  });
});
