import { describe, expect, it } from '@jest/globals';
import { BodyBudget } from './body-budget.js';

describe('BodyBudget', () => {
  it('never lets more in than there is, and lets them in in the order they came', async () => {
    const budget = new BodyBudget(100);
    const entered: string[] = [];
    const ask = (name: string, bytes: number) =>
      budget.take(bytes).then((share) => {
        entered.push(name);
        return share;
      });

    const first = await ask('first', 80);
    const large = ask('large', 60);
    const small = ask('small', 10);
    await Promise.resolve();
    expect(entered).toEqual(['first']);

    first.shrinkTo(40);
    const [second] = await Promise.all([large]);
    expect(entered).toEqual(['first', 'large']);
    second.giveBack();
    await small;
    expect(entered).toEqual(['first', 'large', 'small']);
  });

  it('gives back each byte once, however often it is told', async () => {
    const budget = new BodyBudget(10);
    const share = await budget.take(10);
    share.giveBack();
    share.giveBack();
    await budget.take(10);

    const waiting = await Promise.race([budget.take(1).then(() => 'let in'), Promise.resolve('waits')]);
    expect(waiting).toBe('waits');
  });

  it('refuses with 503 when the line is too long', async () => {
    const budget = new BodyBudget(10, 1);
    await budget.take(10);
    void budget.take(5);

    await expect(budget.take(5)).rejects.toMatchObject({ status: 503, code: 'unavailable' });
  });
});
