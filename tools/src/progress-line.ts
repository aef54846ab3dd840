import { liveLine } from './live-line.js';

/** Shows how far long work is, by the things done of `total`. */
export function progressLine(
  what: string,
  total: number,
  output: NodeJS.WriteStream = process.stdout,
): (done: number) => void {
  const startedAt = Date.now();
  const line = liveLine(output);
  return (done) => {
    const share = Math.min(1, done / total);
    const rate = Math.round(done / Math.max(0.001, (Date.now() - startedAt) / 1000));
    const counted = `${done.toLocaleString('en')} of ${total.toLocaleString('en')}, ${rate.toLocaleString('en')}/s`;
    line.show(share, `${what}  ${progressBar(share)}  ${counted}`);
    if (share === 1) line.end();
  };
}

/** A bar that is filled as far as `share` says. */
export function progressBar(share: number, width = 24): string {
  const filled = Math.round(share * width);
  return '█'.repeat(filled) + '░'.repeat(width - filled);
}
