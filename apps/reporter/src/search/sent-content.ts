import { once } from 'node:events';
import { PassThrough } from 'node:stream';
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
    this.signal.throwIfAborted();
    if (piece.length === 0 || this.content.write(piece)) return;
    const { stalledMs } = this.limits;
    const stalled = setTimeout(
      () => this.stop.abort(new Error(`the reader took nothing for ${stalledMs} ms`)),
      stalledMs,
    );
    try {
      await once(this.content, 'drain', { signal: this.signal });
    } finally {
      clearTimeout(stalled);
    }
  }

  end(): void {
    this.signal.throwIfAborted();
    this.content.end();
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
