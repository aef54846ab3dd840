import { once } from 'node:events';
import { PassThrough, type Writable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { clientGone } from './client-gone.js';

/** An answer that is sent as it is made, and made no faster than its reader takes it. */
export class SentContent {
  /** Aborts when nobody is there any more to read it, when the reader does not read, or when the process stops. */
  readonly signal: AbortSignal;
  private readonly stop = new AbortController();
  private readonly content = new PassThrough({ highWaterMark: AHEAD_BYTES });
  private isBegun = false;

  constructor(
    private readonly reply: FastifyReply,
    private readonly limits: { mustEnd: AbortSignal; stalledMs: number },
  ) {
    this.signal = AbortSignal.any([clientGone(reply), this.stop.signal, limits.mustEnd]);
    // Its faults are told to whoever writes to it.
    this.content.on('error', () => undefined);
  }

  /** Sends the head. Until then what fails can be answered. */
  begin(): void {
    this.isBegun = true;
    void this.reply.send(this.content);
  }

  /** Resolves when the next piece may be made. Fails when `signal` aborts. */
  async write(piece: Buffer | string): Promise<void> {
    const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
    for (let at = 0; at < bytes.length; at += SLICE_BYTES) {
      this.signal.throwIfAborted();
      const isFull = !this.content.write(bytes.subarray(at, at + SLICE_BYTES));
      if (isFull) await this.untilTaken(this.content, 'drain');
    }
  }

  /** Resolves when the last of it is on its way. Fails when `signal` aborts. */
  async end(): Promise<void> {
    this.signal.throwIfAborted();
    this.content.end();
    if (!this.reply.raw.writableFinished) await this.untilTaken(this.reply.raw, 'finish');
  }

  private async untilTaken(stream: Writable, event: 'drain' | 'finish'): Promise<void> {
    const { stalledMs } = this.limits;
    const giveUp = () => this.stop.abort(new Error(`the reader took nothing for ${stalledMs} ms`));
    const stalled = setTimeout(giveUp, stalledMs);
    try {
      await once(stream, event, { signal: this.signal });
    } finally {
      clearTimeout(stalled);
    }
  }

  /** Throws what can still be answered; otherwise the connection is cut, so that nobody takes it for the whole. */
  breakOff(fault: unknown): void {
    if (!this.isBegun) throw fault;
    const cause = this.signal.aborted ? (this.signal.reason as unknown) : fault;
    // Who has gone is told of in the line of the request; of all else Fastify tells the log.
    if (this.reply.raw.destroyed) this.content.destroy();
    else this.content.destroy(new Error('the answer broke off', { cause }));
  }
}

/** 256 KiB: enough that neither waits for the other. */
const AHEAD_BYTES = 256 * 1024;

/** 64 KiB: whoever takes some kilobytes a second takes it in time. */
const SLICE_BYTES = 64 * 1024;
