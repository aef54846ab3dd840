/**
 * Calls `first` at the first Ctrl-C, SIGTERM or closed terminal, and `again` at each later one. npm passes a Ctrl-C on to
 * a program that the terminal has told already, so what comes within a second of the first is the same one.
 */
export function onInterrupt({ first, again }: { first: () => void; again: () => void }): void {
  let firstAt: number | undefined;
  const handle = () => {
    if (firstAt === undefined) {
      firstAt = Date.now();
      first();
    } else if (Date.now() - firstAt > 1000) {
      again();
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, handle);
}
