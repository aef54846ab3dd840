/**
 * The bytes of a stream that are not done with yet, in one piece: new ones are added behind, old ones skipped in front.
 * Each byte is moved a bounded number of times, however small the pieces come.
 */
export class ByteWindow {
  /** Those from `from` to `to` count; positions are good until the next `add`. */
  bytes: Buffer = Buffer.alloc(0);
  from = 0;
  to = 0;
  /** No more will come. */
  isEnded = false;
  /** The line feed found last, and up to where there is none behind it: a long line is searched once. */
  private lineFeed = -1;
  private searched = 0;

  get length(): number {
    return this.to - this.from;
  }

  add(piece: Uint8Array): void {
    if (this.to + piece.length > this.bytes.length) this.makeRoom(piece.length);
    this.bytes.set(piece, this.to);
    this.to += piece.length;
  }

  skip(count: number): void {
    this.from += count;
  }

  /**
   * How many bytes from the first one the next line feed is, at or behind `offset`; -1 when there is none yet. To be
   * asked in the order of the bytes.
   */
  lineEnd(offset: number): number {
    const start = this.from + offset;
    if (this.lineFeed >= start) return this.lineFeed - this.from;
    const unknown = Math.max(start, this.searched);
    if (unknown >= this.to) return -1;
    const found = this.bytes.indexOf(LINE_FEED, unknown);
    if (found === -1 || found >= this.to) {
      this.searched = this.to;
      return -1;
    }
    this.lineFeed = this.searched = found;
    return found - this.from;
  }

  /** Half of the room is free afterwards at least. */
  private makeRoom(count: number): void {
    const [shift, needed] = [this.from, 2 * (this.length + count)];
    const held = this.bytes.subarray(this.from, this.to);
    // A window that one large item has blown up shrinks again.
    const isRoomRight = needed <= this.bytes.length && this.bytes.length <= 8 * needed;
    const room = isRoomRight ? this.bytes : Buffer.allocUnsafe(needed);
    room.set(held, 0);
    this.bytes = room;
    this.to = held.length;
    this.from = 0;
    this.lineFeed = Math.max(-1, this.lineFeed - shift);
    this.searched = Math.max(0, this.searched - shift);
  }
}

const LINE_FEED = 0x0a;
