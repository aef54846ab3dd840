import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { copiedRows } from './copied-rows.js';
import { type ActedAs, oncePerAction } from './once-per-action.js';

describe('oncePerAction', () => {
  it('asks once for each action, emitter and outcome, also when the answer is undefined', () => {
    const asked: string[] = [];
    const find = oncePerAction(({ action, emitter, outcome }) => {
      asked.push(`${action} ${emitter} ${outcome}`);
      return undefined;
    });
    const event: ActedAs = { action: 'a', emitter: '', outcome: 'success' };
    for (const given of [event, { ...event }, { ...event, emitter: 'e' }, { ...event, outcome: 'failure' } as const]) {
      expect(find(given)).toBeUndefined();
    }
    expect(asked).toEqual(['a  success', 'a e success', 'a  failure']);
  });

  it('holds nothing in memory that its events were read with', async () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    const find = oncePerAction((event) => event);
    async function* pieces() {
      for (let number = 0; number < 500; number += 1) {
        yield Buffer.from(`an.action.that.only.this.piece.has.${number}\t\tsuccess\t${'x'.repeat(60_000)}\n`);
      }
    }
    collectGarbage();
    const before = process.memoryUsage().heapUsed;
    for await (const rows of copiedRows(pieces())) {
      for (const [action, emitter, outcome] of rows) find({ action, emitter, outcome } as ActedAs);
    }
    collectGarbage();
    // Of 30 MB that were read.
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(5_000_000);
    expect(find({ action: 'an.action.that.only.this.piece.has.7', emitter: '', outcome: 'success' }).action).toMatch(
      /7$/,
    );
  });
});
