/** Counts what a file has as rows while its bytes go by. */
export interface RowCounter {
  add(bytes: Uint8Array): void;
  rows(): number;
}

/**
 * The counter for a file of this name; undefined if it has no rows. `.jsonl`: its lines. `.csv`: its records (RFC 4180), but
 * the first, which is the header. A last line need not end in a line feed.
 */
export function maybeRowCounter(name: string): RowCounter | undefined {
  if (name.endsWith('.jsonl')) return lineCounter();
  return name.endsWith('.csv') ? recordCounter() : undefined;
}

function lineCounter(): RowCounter {
  let lines = 0;
  let isOpen = false;
  return {
    add: (bytes) => {
      for (let at = bytes.indexOf(LF); at !== -1; at = bytes.indexOf(LF, at + 1)) lines += 1;
      if (bytes.length > 0) isOpen = bytes.at(-1) !== LF;
    },
    rows: () => lines + Number(isOpen),
  };
}

function recordCounter(): RowCounter {
  let records = 0;
  let isOpen = false;
  let isQuoted = false;
  return {
    add: (bytes) => {
      for (const byte of bytes) {
        // A quote inside a quoted field is written twice and turns this over twice.
        if (byte === QUOTE) isQuoted = !isQuoted;
        isOpen = byte !== LF || isQuoted;
        if (!isOpen) records += 1;
      }
    },
    rows: () => Math.max(0, records + Number(isOpen) - 1),
  };
}

const LF = 0x0a;
const QUOTE = 0x22;
