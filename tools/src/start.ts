import { once } from 'node:events';
import { endWith } from './end-with.js';
import { onInterrupt } from './on-interrupt.js';
import { readStartSettings } from './start-settings.js';
import { startSummary } from './start-summary.js';
import { startSystem } from './system/start-system.js';
import type { RunningSystem } from './system/system.js';

/** `npm start`: runs the whole system in the foreground until Ctrl-C, or until a part of it ends. */
async function start(): Promise<number> {
  const interrupt = new AbortController();
  const interrupted = once(interrupt.signal, 'abort').then(() => undefined);
  let system: RunningSystem | undefined;
  onInterrupt({
    first: () => {
      console.log('\nStopping … (Ctrl-C again stops without waiting for running requests)');
      interrupt.abort();
    },
    again: () => (system ? void system.stop({ isImmediate: true }) : process.exit(130)),
  });

  try {
    system = await startSystem({ ...readStartSettings(process.env), signal: interrupt.signal, onLog: console.log });
  } catch (error) {
    if (interrupt.signal.aborted) return 0;
    throw error;
  }
  console.log(startSummary(system, new Date()));
  const unwantedEnd = await Promise.race([interrupted, system.ended]);
  if (unwantedEnd) console.error(`\n${unwantedEnd}; stopping the rest`);
  await system.stop();
  if (!unwantedEnd) console.log('Stopped.');
  return unwantedEnd ? 1 : 0;
}

await endWith(start);
