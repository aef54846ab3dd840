/** Shows how far long work is: one line that is drawn anew on a terminal, a line every tenth of the way elsewhere. */
export function progressLine(
  what: string,
  total: number,
  output: NodeJS.WriteStream = process.stdout,
): (done: number) => void {
  const startedAt = Date.now();
  let lastTenth = 0;
  return (done) => {
    const share = Math.min(1, done / total);
    const rate = Math.round(done / Math.max(0.001, (Date.now() - startedAt) / 1000));
    const text = `${what}  ${bar(share)}  ${done.toLocaleString('en')} of ${total.toLocaleString('en')}, ${rate.toLocaleString('en')}/s`;
    if (output.isTTY) {
      output.write(`\r${text}${share === 1 ? '\n' : ''}`);
    } else if (Math.floor(share * 10) > lastTenth) {
      lastTenth = Math.floor(share * 10);
      output.write(`${text}\n`);
    }
  };
}

function bar(share: number): string {
  const filled = Math.round(share * 24);
  return '█'.repeat(filled) + '░'.repeat(24 - filled);
}
