import { describe, expect, it } from '@jest/globals';
import { askTogether } from './ask-together.js';

/** Questions that are answered by hand, in the order they were sent. */
function asked() {
  const sent: { what: string; answer: (answer: string) => void; fail: (error: Error) => void }[] = [];
  const ask = askTogether<string>(
    (what) => new Promise((answer, fail) => sent.push({ what, answer, fail: fail as (error: Error) => void })),
  );
  return { ask, sent };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('askTogether', () => {
  it('answers those who come meanwhile by one further question, sent after they asked', async () => {
    const { ask, sent } = asked();
    const first = ask('a');
    const later = [ask('a'), ask('a'), ask('a')];
    expect(sent).toHaveLength(1);
    sent[0]?.answer('old');
    expect(await first).toBe('old');
    await turn();
    expect(sent).toHaveLength(2);
    const last = ask('a');
    sent[1]?.answer('new');
    expect(await Promise.all(later)).toEqual(['new', 'new', 'new']);
    await turn();
    sent[2]?.answer('newest');
    expect([await last, sent.length]).toEqual(['newest', 3]);
  });

  it('keeps different questions apart and remembers no answer', async () => {
    const { ask, sent } = asked();
    const answers = [ask('a'), ask('b')];
    sent[0]?.answer('1');
    sent[1]?.answer('2');
    expect(await Promise.all(answers)).toEqual(['1', '2']);
    const again = ask('a');
    sent[2]?.answer('3');
    expect([await again, sent.map(({ what }) => what)]).toEqual(['3', ['a', 'b', 'a']]);
  });

  it('fails for those who shared the question, and asks again for those after', async () => {
    const { ask, sent } = asked();
    const first = ask('a').catch((error: Error) => error.message);
    const second = ask('a').catch((error: Error) => error.message);
    sent[0]?.fail(new Error('away'));
    expect(await first).toBe('away');
    await turn();
    sent[1]?.answer('back');
    expect(await second).toBe('back');
  });
});
