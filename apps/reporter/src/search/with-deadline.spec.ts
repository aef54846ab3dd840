import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { withDeadline } from './with-deadline.js';

const fault = new Error('it takes too long');

/** Fails with words of its own once it is not wanted any more. */
async function unlessWanted(wanted: AbortSignal): Promise<never> {
  await once(wanted, 'abort');
  throw new Error('cancelled');
}

describe('withDeadline', () => {
  it('gives what is there in time, and fails as it does', async () => {
    const inTime = { ms: 1_000, fault };
    const { signal } = new AbortController();
    expect(await withDeadline(signal, inTime, () => Promise.resolve('there'))).toBe('there');
    await expect(withDeadline(signal, inTime, () => Promise.reject(new Error('made up')))).rejects.toThrow('made up');
  });

  it('fails with its fault when the time is over', async () => {
    await expect(withDeadline(new AbortController().signal, { ms: 20, fault }, unlessWanted)).rejects.toBe(fault);
  });

  it('aborts as the signal does, and begins nothing after that', async () => {
    const gone = new AbortController();
    const limited = withDeadline(gone.signal, { ms: 60_000, fault }, unlessWanted);
    gone.abort(new Error('gone'));
    await expect(limited).rejects.toThrow('cancelled');
    const begun = withDeadline(gone.signal, { ms: 60_000, fault }, () => Promise.resolve('begun'));
    await expect(begun).rejects.toThrow('gone');
  });
});
