import { describe, expect, it } from '@jest/globals';
import { Budget } from './budget.js';

describe('Budget', () => {
  it('never lets more in than there is, and lets them in in the order they came', async () => {
    const budget = new Budget(100);
    const entered: string[] = [];
    const ask = (name: string, amount: number) =>
      budget.take(amount).then((share) => {
        entered.push(name);
        return share;
      });

    const first = await ask('first', 80);
    const large = ask('large', 60);
    const small = ask('small', 50);
    await Promise.resolve();
    expect(entered).toEqual(['first']);

    first.giveBack();
    const [second] = await Promise.all([large]);
    expect(entered).toEqual(['first', 'large']);
    second.giveBack();
    await small;
    expect(entered).toEqual(['first', 'large', 'small']);
  });

  it('gives back each once, however often it is told', async () => {
    const budget = new Budget(10);
    const share = await budget.take(10);
    share.giveBack();
    share.giveBack();
    await budget.take(10);

    const waiting = await Promise.race([budget.take(1).then(() => 'let in'), Promise.resolve('waits')]);
    expect(waiting).toBe('waits');
  });

  it('refuses with 503 when the line is too long', async () => {
    const budget = new Budget(10, { longestLine: 1 });
    await budget.take(10);
    void budget.take(5);

    await expect(budget.take(5)).rejects.toMatchObject({ status: 503, code: 'unavailable' });
  });

  it('refuses who has waited too long, and lets in who waited behind', async () => {
    const budget = new Budget(10, { maxWaitMs: 20 });
    await budget.take(8);
    const large = budget.take(5);
    const small = budget.take(2);

    await expect(large).rejects.toMatchObject({ status: 503, code: 'unavailable' });
    await small;
    expect(budget.waiting).toBe(0);
  });
});
