import { ByteWindow } from './byte-window.js';
import { beginItem, isJson, isObjectLine, type Look, MORE, scanOn, scanToLineEnd, type Wait } from './find-item-end.js';
import { HeldItem, type KeptBytes } from './held-item.js';
import { type JsonScan, JsonScanner } from './scan-json.js';
import { isWhiteSpace } from './white-space.js';

/**
 * One item of a request: its bytes as they came, without the white space and separators around them; of one larger than
 * the limit the first. `value`: begins as a JSON object or stands in an array, broken or not; positions in its scan count
 * from its first byte. `text`: the rest of a line that begins as something else. `tail`: what follows the last comma of an
 * array that is not closed.
 */
export type RawItem = KeptBytes & ({ kind: 'value'; scan: JsonScan } | { kind: 'text' | 'tail' });

export interface SplitOptions {
  /** Only settles how far a broken beginning reaches. */
  isDeclaredNdjson?: boolean;
  /** Of one item; no more than that is kept of it, or looked ahead for it. */
  maxItemBytes?: number;
}

/**
 * Splits a body that comes in pieces into its items, in order and one at a time. It may be a JSON array, NDJSON, or JSON
 * values one after the other, however they are spaced (`curl -d @file` drops the line feeds of NDJSON); which one is seen
 * from the bytes. Broken items are kept apart from their neighbours: in NDJSON by line, elsewhere by brackets. How the
 * body is cut into pieces makes no difference. Holds one item at a time, and of that little more than `maxItemBytes`.
 */
export class ItemSplitter {
  private readonly window = new ByteWindow();
  private readonly steps: Generator<Step, void, void>;
  private readonly state: SplitState;

  constructor({ isDeclaredNdjson = false, maxItemBytes = Infinity }: SplitOptions = {}) {
    this.state = { isBlank: true, isByLine: false, hasSeenLine: isDeclaredNdjson };
    this.steps = splitWindow(this.window, this.state, maxItemBytes);
  }

  /** Nothing but white space and a byte order mark has come. */
  get isBlank(): boolean {
    return this.state.isBlank;
  }

  /** Bytes waiting for the end of their item. */
  get heldBytes(): number {
    return this.window.length;
  }

  /** The items that end with this piece. To be run to its end before the next one is pushed. */
  *push(piece: Uint8Array): Generator<RawItem, void, void> {
    this.window.add(piece);
    yield* this.untilMoreIsNeeded();
  }

  /** The items that end with the body. */
  *end(): Generator<RawItem, void, void> {
    this.window.isEnded = true;
    yield* this.untilMoreIsNeeded();
  }

  private *untilMoreIsNeeded(): Generator<RawItem, void, void> {
    for (let step = this.steps.next(); !step.done && step.value !== MORE; step = this.steps.next()) yield step.value;
  }
}

/** Splits a body that is there as a whole. */
export function* splitItems(body: Uint8Array, options?: SplitOptions): Generator<RawItem, void, void> {
  const splitter = new ItemSplitter(options);
  yield* splitter.push(body);
  yield* splitter.end();
}

type Step = RawItem | typeof MORE;

interface SplitState {
  isBlank: boolean;
  /** A value that spans lines proved broken; none is looked for again: trying at every line would be quadratic. */
  isByLine: boolean;
  /** A whole object on a line of its own has come, or the sender says that so it is. */
  hasSeenLine: boolean;
}

function* splitWindow(window: ByteWindow, state: SplitState, maxBytes: number): Generator<Step, void, void> {
  const scanner = new JsonScanner();
  yield* skipByteOrderMark(window);
  for (;;) {
    while (!skipWhiteSpace(window)) yield MORE;
    if (window.length === 0) return;
    const isFirst = state.isBlank;
    state.isBlank = false;
    const look = { window, scanner, maxBytes };
    const first = window.bytes[window.from];
    if (first === OPEN_BRACKET) yield* splitArray(look, state.hasSeenLine && !isFirst);
    else if (first === OPEN_BRACE) yield yield* takeObject(look, state);
    else yield yield* takeText(look);
  }
}

/**
 * An object on a line, or one that spans lines. The latter may be a line that was cut off and took others along. That is
 * suspected where there are lines, or one follows, and settled by whether the whole of it is JSON of allowed size.
 */
function* takeObject(look: Look, state: SplitState): Wait<RawItem> {
  const { window, scanner } = look;
  const item = beginItem(look, 'value');
  const lineEnd = yield* scanToLineEnd(look, item);
  if (scanner.scan.isComplete) {
    state.hasSeenLine = true;
    return { kind: 'value', ...item.take(), scan: scanner.scan };
  }
  if (!state.isByLine && (state.hasSeenLine || (yield* isObjectLine(look, lineEnd + 1)))) {
    if (!item.isTooLarge) yield* scanOn(look, item, { isBounded: true });
    const end = window.from + item.scanned;
    const isWhole = scanner.scan.isComplete && !item.isTooLarge && isJson(window.bytes.subarray(window.from, end));
    if (isWhole) return { kind: 'value', ...item.take(), scan: scanner.scan };
    state.isByLine = state.hasSeenLine = true;
  }
  if (state.isByLine) return takeLine(look, item, lineEnd);
  yield* scanOn(look, item, { isBounded: false });
  return { kind: 'value', ...item.take(), scan: scanner.scan };
}

/** The first line of an item that went on behind it. */
function takeLine({ window, scanner }: Look, item: HeldItem, lineEnd: number): RawItem {
  if (item.dropped === 0) {
    scanner.begin('value');
    scanner.run(window.bytes, { from: window.from, to: window.from + lineEnd, origin: window.from, isLast: true });
  }
  return { kind: 'value', ...item.take(lineEnd), scan: scanner.scan };
}

/** The elements of an array; blank ones are skipped, like blank lines. One on a line ends there at the latest. */
function* splitArray(look: Look, isOnLine: boolean): Generator<Step, void, void> {
  const { window, scanner } = look;
  for (let separator = OPEN_BRACKET; separator !== CLOSE_BRACKET; separator = window.bytes[window.from] ?? 0) {
    window.skip(1);
    while (!skipWhiteSpace(window, isOnLine ? LINE_FEED : undefined)) yield MORE;
    const item = beginItem(look, 'element');
    if (isOnLine) yield* scanToLineEnd(look, item);
    else yield* scanOn(look, item, { isBounded: false });
    const kept = item.take();
    if (!scanner.scan.isComplete) {
      // An empty tail is shown by the separator before it: that the array was cut off must not go unnoticed.
      yield kept.size > 0 ? { kind: 'tail', ...kept } : { kind: 'tail', bytes: Buffer.of(separator), size: 1 };
      return;
    }
    if (kept.size > 0) yield { kind: 'value', ...kept, scan: scanner.scan };
  }
  window.skip(1);
}

function* takeText({ window, maxBytes }: Look): Wait<RawItem> {
  const item = new HeldItem(window, maxBytes);
  for (;;) {
    const lineFeed = window.lineEnd(item.scanned);
    item.scanned = lineFeed === -1 ? window.length : lineFeed;
    if (lineFeed !== -1 || window.isEnded) return { kind: 'text', ...item.take() };
    item.dropScanned();
    yield MORE;
  }
}

function* skipByteOrderMark(window: ByteWindow): Wait {
  for (let at = 0; at < BYTE_ORDER_MARK.length; at += 1) {
    while (window.length === at && !window.isEnded) yield MORE;
    if (window.bytes[window.from + at] !== BYTE_ORDER_MARK[at] || window.length === at) return;
  }
  window.skip(BYTE_ORDER_MARK.length);
}

/** Stops at `stop` too, if given. Answers false when more white space may follow. */
function skipWhiteSpace(window: ByteWindow, stop?: number): boolean {
  const { bytes, from, to } = window;
  let at = from;
  while (at < to && isWhiteSpace(bytes[at]) && bytes[at] !== stop) at += 1;
  window.skip(at - from);
  return at < to || window.isEnded;
}

/** UTF-8's. */
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
const LINE_FEED = 0x0a;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
