import { describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { runChecks, type Check } from './check.js';

const check = (name: string, ms: number, isOk = true): Check => ({
  name,
  run: async () => {
    await sleep(ms);
    return { isOk, output: `${name} said this` };
  },
});

describe('runChecks', () => {
  it('reports in the given order, whichever is done first', async () => {
    const lines: string[] = [];
    const failed = await runChecks([check('slow', 60), check('quick', 5), check('third', 5)], (line) =>
      lines.push(line),
    );
    expect(failed).toBe(0);
    expect(lines.map((line) => line.split(/\s+/)[1])).toEqual(['slow', 'quick', 'third']);
  });

  it('counts those that fail and shows what only they said', async () => {
    const lines: string[] = [];
    const failed = await runChecks([check('good', 1), check('bad', 1, false)], (line) => lines.push(line));
    expect(failed).toBe(1);
    expect(lines[0]).not.toContain('said this');
    expect(lines[1]).toMatch(/^FAILED bad[^]*bad said this/);
  });
});
