import { indexOldEvents, type OldEvents } from './index-old-events.js';

export interface Indexing {
  /** Cuts it off; it goes on at the next start. */
  stop(): Promise<void>;
}

/**
 * Makes older events searchable beside a system that runs already: of a large trail it takes hours, in which new events must
 * be taken. Says when it begins and when it ends, and when it fails, which ends nothing else.
 */
export function indexBeside(events: OldEvents & { onLog?: ((line: string) => void) | undefined }): Indexing {
  const { onLog, ...given } = events;
  const interrupt = new AbortController();
  let hasBegun = false;
  const onProgress = (_done: number, total: number) => {
    if (hasBegun) return;
    hasBegun = true;
    onLog?.(`making older events searchable: ${total.toLocaleString('en')}; their messages are not found before`);
  };
  const ended = indexOldEvents({ ...given, signal: interrupt.signal, onProgress }).then(
    () => hasBegun && onLog?.('all older events are searchable'),
    (error: unknown) => !interrupt.signal.aborted && onLog?.(error instanceof Error ? error.message : String(error)),
  );
  return {
    stop: async () => {
      interrupt.abort();
      await ended;
    },
  };
}
