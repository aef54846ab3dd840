/**
 * Runs `fn` with a signal that aborts as `signal` does, or when `ms` have passed. In the second case this fails with `fault`,
 * whatever `fn` fails with; it may still succeed.
 */
export async function withDeadline<Result>(
  signal: AbortSignal,
  { ms, fault }: { ms: number; fault: Error },
  fn: (wanted: AbortSignal) => Promise<Result>,
): Promise<Result> {
  signal.throwIfAborted();
  const wanted = new AbortController();
  const leave = () => wanted.abort(signal.reason);
  signal.addEventListener('abort', leave, { once: true });
  const timer = setTimeout(() => wanted.abort(fault), ms);
  try {
    return await fn(wanted.signal);
  } catch (error) {
    throw wanted.signal.reason === fault ? fault : error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', leave);
  }
}
