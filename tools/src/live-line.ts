/** A line that tells how far long work is, and goes on telling. */
export interface LiveLine {
  /** How many signs there is room for. */
  readonly width: number;
  /** `share` is how much is done, from 0 to 1. */
  show(share: number, text: string): void;
  /** A line of its own that stays. */
  say(line: string): void;
  /** After this the next output begins a line of its own. */
  end(): void;
}

/** On a terminal drawn anew in its place; elsewhere a line every tenth of the way, and each minute in between. */
export function liveLine(output: NodeJS.WriteStream = process.stdout): LiveLine {
  return output.isTTY ? onTerminal(output) : inLog(output);
}

function onTerminal(output: NodeJS.WriteStream): LiveLine {
  let shown = '';
  const draw = () => output.write(`\r${shown}${ERASE_REST}`);
  // Some terminals do not say how wide they are.
  const width = () => (output.columns || 80) - 1;
  return {
    get width() {
      return width();
    },
    show: (_share, text) => {
      // A line that wraps could not be drawn over.
      shown = [...text].slice(0, width()).join('');
      draw();
    },
    say: (line) => {
      output.write(`\r${ERASE_REST}${line}\n`);
      if (shown !== '') draw();
    },
    end: () => {
      if (shown !== '') output.write('\n');
      shown = '';
    },
  };
}

function inLog(output: NodeJS.WriteStream): LiveLine {
  let lastTenth = 0;
  let lastAt = Date.now();
  return {
    width: LOG_WIDTH,
    show: (share, text) => {
      const tenth = Math.floor(share * 10);
      if (tenth <= lastTenth && Date.now() - lastAt < MINUTE_MS) return;
      [lastTenth, lastAt] = [tenth, Date.now()];
      output.write(`${text}\n`);
    },
    say: (line) => void output.write(`${line}\n`),
    end: () => undefined,
  };
}

/** ECMA-48 8.3.41, EL. */
const ERASE_REST = '\u001b[K';
const MINUTE_MS = 60_000;
const LOG_WIDTH = 200;
