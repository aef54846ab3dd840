import { describe, expect, it } from '@jest/globals';
import type { Arrival } from './arrival.js';
import { CommitLine, type Service } from './commit-line.js';

const SERVICE: Service = { writers: 2, worthItems: 5, patienceMs: 60_000, limits: { maxItems: 10, maxBytes: 100 } };

describe('CommitLine', () => {
  it('writes the first alone and at once, and together what arrives meanwhile', async () => {
    const { line, writes } = lineOf({});
    const figures = [line.store(anArrival('a')), line.store(anArrival('b')), line.store(anArrival('c'))];
    expect(writes.map(({ names }) => names)).toEqual([['a']]);
    writes[0]!.commit();
    expect(await figures[0]).toBe(1);
    await until(() => writes.length === 2);
    expect(writes[1]!.names).toEqual(['b', 'c']);
    writes[1]!.commit();
    expect(await Promise.all(figures)).toEqual([1, 1, 1]);
  });

  it('starts another transaction for what is worth it, up to the number of writers', () => {
    const { line, writes } = lineOf({});
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) void line.store(anArrival(name, { items: 2 }));
    expect(writes.map(({ names }) => names)).toEqual([['a'], ['b', 'c', 'd']]);
  });

  it('lets nobody wait long for a transaction that is stuck', async () => {
    const { line, writes } = lineOf({ patienceMs: 5 });
    void line.store(anArrival('a'));
    const figure = line.store(anArrival('b'));
    await until(() => writes.length === 2);
    writes[1]!.commit();
    expect(await figure).toBe(1);
  });

  it('keeps to the bounds of a transaction, but for one arrival that is larger', async () => {
    const { line, writes } = lineOf({ writers: 1 });
    void line.store(anArrival('large', { items: 11 }));
    for (const name of ['a', 'b', 'c']) void line.store(anArrival(name, { items: 4 }));
    void line.store(anArrival('d', { bytes: 101 }));
    for (const count of [1, 2, 3, 4]) {
      await until(() => writes.length === count);
      writes.at(-1)!.commit();
    }
    expect(writes.map(({ names }) => names)).toEqual([['large'], ['a', 'b'], ['c'], ['d']]);
  });

  it('tells all of a fault of the database, and goes on', async () => {
    const { line, writes } = lineOf({ writers: 1 });
    const figures = ['a', 'b', 'c'].map((name) => line.store(anArrival(name)));
    writes[0]!.fail(new Error('away'));
    await expect(figures[0]).rejects.toThrow('away');
    await until(() => writes.length === 2);
    writes[1]!.fail(new Error('still away'));
    await expect(figures[1]).rejects.toThrow('still away');
    await expect(figures[2]).rejects.toThrow('still away');
    const later = line.store(anArrival('d'));
    await until(() => writes.length === 3);
    writes[2]!.commit();
    expect(await later).toBe(1);
  });

  it('writes each alone when an event of one is at fault', async () => {
    const { line, writes } = lineOf({ writers: 1 });
    const figures = ['a', 'b', 'bad'].map((name) => line.store(anArrival(name)));
    writes[0]!.commit();
    await until(() => writes.length === 2);
    const refused = Object.assign(new Error('check violated'), { code: '23514', constraint: 'a_check' });
    writes[1]!.fail(refused);
    await until(() => writes.length === 3);
    writes[2]!.commit();
    await until(() => writes.length === 4);
    writes[3]!.fail(refused);
    expect(await figures[1]).toBe(1);
    await expect(figures[2]).rejects.toBe(refused);
  });

  it('finds the one at fault by halves', async () => {
    const groups: string[][] = [];
    const refused = Object.assign(new Error('check violated'), { code: '23514', constraint: 'a_check' });
    const write = async (arrivals: readonly Arrival[]) => {
      const names = arrivals.map(({ keyName }) => keyName);
      groups.push(names);
      await Promise.resolve();
      if (names.includes('bad')) throw refused;
      return names.map(() => 1);
    };
    const line = new CommitLine(write, { ...SERVICE, writers: 1, limits: { maxItems: 100, maxBytes: 1_000 } });
    const names = ['first', ...Array.from({ length: 15 }, (_, index) => `e${index}`), 'bad'];
    const outcomes = await Promise.allSettled(names.map((name) => line.store(anArrival(name))));
    expect(outcomes.map(({ status }) => status)).toEqual([...names.slice(1).map(() => 'fulfilled'), 'rejected']);
    // The first alone, all others, and two for each of four halvings.
    expect(groups).toHaveLength(2 + 2 * 4);
  });
});

interface Write {
  names: string[];
  commit: () => void;
  fail: (error: Error) => void;
}

function lineOf(changes: Partial<Service>): { line: CommitLine; writes: Write[] } {
  const writes: Write[] = [];
  const write = (arrivals: readonly Arrival[]) =>
    new Promise<number[]>((resolve, reject) => {
      const names = arrivals.map(({ keyName }) => keyName);
      writes.push({ names, commit: () => resolve(arrivals.map(() => 1)), fail: reject });
    });
  return { line: new CommitLine(write, { ...SERVICE, ...changes }), writes };
}

/** The key's name tells them apart. */
function anArrival(keyName: string, { items = 1, bytes = 1 } = {}): Arrival {
  const problem = { code: 'no_action' as const, message: '' };
  const quarantined = Array.from({ length: items }, (_, index) => ({
    index,
    problem,
    bytes: Buffer.alloc(Math.ceil(bytes / items)),
  }));
  return { chunk: { events: [], duplicates: 0, quarantined }, keyName };
}

async function until(isSo: () => boolean): Promise<void> {
  for (let turn = 0; turn < 1_000 && !isSo(); turn += 1) await new Promise((resolve) => setTimeout(resolve, 1));
  expect(isSo()).toBe(true);
}
