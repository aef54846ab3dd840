/** Between two pieces when the next one lets itself be waited for. */
export const PAUSE = Symbol('PAUSE');

/**
 * The pieces, and a PAUSE where the next one takes longer than `ms`; one until it comes. The source is not closed: it may be
 * waiting, and closing would wait for it.
 */
export async function* withPauses<T>(
  pieces: AsyncIterable<T>,
  ms: number,
): AsyncGenerator<T | typeof PAUSE, void, void> {
  const source = pieces[Symbol.asyncIterator]();
  for (;;) {
    const next = source.next();
    if (await isLate(next, ms)) yield PAUSE;
    const { done, value } = await next;
    if (done) return;
    yield value;
  }
}

function isLate(promise: Promise<unknown>, ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(true), ms);
    const onSettled = () => {
      clearTimeout(timer);
      resolve(false);
    };
    promise.then(onSettled, onSettled);
  });
}
