import type { IncomingMessage } from 'node:http';
import { BodyFault } from './body-fault.js';

/** What the socket of a request emits when what comes in is no HTTP any more: bad chunks, or its end in the middle. */
export const BROKEN_HTTP = 'trailkeeper:broken-http';

export interface ReaderLimits {
  /** How long no byte may come while bytes are waited for. */
  idleMs: number;
  /** Called when the first byte is wanted. */
  onStart?: () => void;
  /** Told how many bytes have just come. */
  onBytes?: (bytes: number) => void;
  /** When it aborts, no more is read of what has not come to its end: the process stops. */
  mustEnd?: AbortSignal;
}

/**
 * Reads the body of a request as it comes, at the pace of whoever takes the pieces: meanwhile the socket is paused, and the
 * sender waits. Unlike the stream's own iterator it never destroys the request, so that an answer can still be given.
 */
export class BodyReader {
  /** As sent. */
  receivedBytes = 0;
  private hasEnded = false;
  private fault: BodyFault | undefined;
  private wake = (): void => undefined;

  constructor(
    private readonly request: IncomingMessage,
    private readonly limits: ReaderLimits,
  ) {
    request.on('readable', this.onChange).on('end', this.onEnd).on('error', this.onBreak).on('close', this.onBreak);
    request.socket.on(BROKEN_HTTP, this.onBreak);
    if (request.destroyed) this.onBreak(); // while it waited in line
    limits.mustEnd?.addEventListener('abort', this.onMustEnd);
    if (limits.mustEnd?.aborted) this.onMustEnd();
  }

  /** The sender has gone before its body was complete. */
  get isSenderGone(): boolean {
    return !this.hasEnded && this.request.destroyed;
  }

  /** The bytes in pieces of at most 64 KiB. Throws BodyFault when they break off or stay away. */
  async *pieces(): AsyncGenerator<Buffer, void, void> {
    this.limits.onStart?.();
    for (;;) {
      if (this.fault) throw this.fault;
      const read = this.request.read() as Buffer | null;
      if (read !== null) {
        this.receivedBytes += read.length;
        this.limits.onBytes?.(read.length);
        for (let at = 0; at < read.length; at += PIECE_BYTES) yield read.subarray(at, at + PIECE_BYTES);
      } else if (this.hasEnded) {
        return;
      } else {
        await this.change();
      }
    }
  }

  /** Ends the reading, where it has not ended: what is still to come is thrown away. */
  stop(): void {
    const { request } = this;
    request.off('readable', this.onChange).off('end', this.onEnd).off('close', this.onBreak);
    request.socket.off(BROKEN_HTTP, this.onBreak);
    this.limits.mustEnd?.removeEventListener('abort', this.onMustEnd);
    // 'error' stays listened to: without a listener a sender that goes away now would end the process.
    this.onBreak();
    if (!request.destroyed) request.resume();
  }

  private change(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        const seconds = this.limits.idleMs / 1000;
        this.fail(new BodyFault('request_timeout', 408, `No byte of the body has come for ${seconds} seconds.`));
      }, this.limits.idleMs);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private readonly onChange = (): void => this.wake();

  private readonly onEnd = (): void => {
    this.hasEnded = true;
    this.wake();
  };

  private readonly onBreak = (): void => {
    if (!this.hasEnded) this.fail(new BodyFault('broken_body', 400, 'The body breaks off or its chunks are damaged.'));
  };

  private readonly onMustEnd = (): void => {
    if (!this.hasEnded) this.fail(new BodyFault('stopping', 503, 'This process stops; send all of it again.'));
  };

  private fail(fault: BodyFault): void {
    this.fault ??= fault;
    this.wake();
  }
}

/** 64 KiB: what a socket gives at most, and a bound for what is worked on in one go. */
const PIECE_BYTES = 64 * 1024;
