import type { ByteWindow } from './byte-window.js';
import { HeldItem } from './held-item.js';
import type { JsonScanner, ScanKind } from './scan-json.js';

/** Instead of an item: nothing can be said before more bytes have come. */
export const MORE = undefined;
export type Wait<Value = void> = Generator<typeof MORE, Value, void>;

/** What looking for the end of an item takes. */
export interface Look {
  window: ByteWindow;
  scanner: JsonScanner;
  maxBytes: number;
}

/** Begins to look for the end of the item that begins where the window does. */
export function beginItem({ window, scanner, maxBytes }: Look, kind: ScanKind): HeldItem {
  scanner.begin(kind, { maxPosition: maxBytes });
  return new HeldItem(window, maxBytes);
}

/** Scans until the item is complete or its line ends, and answers how far behind the start of the window that is. */
export function* scanToLineEnd(look: Look, item: HeldItem): Wait<number> {
  const { window } = look;
  for (;;) {
    const lineFeed = window.lineEnd(item.scanned);
    const end = lineFeed === -1 ? window.length : lineFeed;
    // Neither an escape nor a number goes on behind a line feed.
    scan(look, item, { end, isLast: lineFeed !== -1 || window.isEnded });
    if (look.scanner.scan.isComplete || lineFeed !== -1 || window.isEnded) return end;
    item.dropScanned();
    yield MORE;
  }
}

/** Scans until the item is complete or the body ends; or, where what was scanned may be needed again, it is too large. */
export function* scanOn(look: Look, item: HeldItem, { isBounded }: { isBounded: boolean }): Wait {
  const { window } = look;
  for (;;) {
    scan(look, item, { end: window.length, isLast: window.isEnded });
    if (look.scanner.scan.isComplete || window.isEnded || (isBounded && item.isTooLarge)) return;
    item.dropScanned();
    yield MORE;
  }
}

function scan({ window, scanner }: Look, item: HeldItem, { end, isLast }: { end: number; isLast: boolean }): void {
  const { bytes, from } = window;
  const stretch = { from: from + item.scanned, to: from + end, origin: from - item.dropped, isLast };
  item.scanned = scanner.run(bytes, stretch) - from;
}

/** Whether the line that begins `offset` bytes into the window is a whole object at the margin, as no pretty-printer puts it inside another. */
export function* isObjectLine({ window, maxBytes }: Look, offset: number): Wait<boolean> {
  for (;;) {
    const lineFeed = window.lineEnd(offset);
    const end = lineFeed === -1 ? window.length : lineFeed;
    const start = window.from + offset;
    if (end - offset > maxBytes || (end > offset && window.bytes[start] !== OPEN_BRACE)) return false;
    if (lineFeed !== -1 || window.isEnded)
      return end > offset && isJson(window.bytes.subarray(start, window.from + end));
    yield MORE;
  }
}

/** Whether the bytes are a JSON text. */
export function isJson(bytes: Buffer): boolean {
  try {
    JSON.parse(bytes.toString('utf8'));
    return true;
  } catch {
    return false;
  }
}

const OPEN_BRACE = 0x7b;
