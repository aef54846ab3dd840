import type { DestinationStream } from 'pino';

export type LogLine = Record<string, unknown> & { level: string; msg?: string };

export interface CapturedLog {
  destination: DestinationStream;
  /** Every line so far. */
  lines(): LogLine[];
  /** All that was written, to check that something was not. */
  text(): string;
}

/** For tests: a destination for `createApp({ logger: { level, destination } })` that remembers what was logged. */
export function captureLog(): CapturedLog {
  let written = '';
  return {
    destination: { write: (text: string) => void (written += text) },
    lines: () =>
      written
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as LogLine),
    text: () => written,
  };
}
