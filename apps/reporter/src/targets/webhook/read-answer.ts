import type { IncomingMessage } from 'node:http';

/** The beginning of an answer's body as text: 2 KiB at most, and no more than came within 5 seconds. Never fails. */
export function readAnswer(response: IncomingMessage): Promise<string> {
  return new Promise((resolve) => {
    let read = Buffer.alloc(0);
    const end = () => {
      clearTimeout(timer);
      response.destroy();
      resolve(read.subarray(0, MAX_BYTES).toString('utf8'));
    };
    const timer = setTimeout(end, WAIT_MS);
    response.on('data', (chunk: Buffer) => {
      read = Buffer.concat([read, chunk]);
      if (read.length >= MAX_BYTES) end();
    });
    for (const event of ['end', 'error', 'aborted', 'close']) response.once(event, end);
  });
}

const MAX_BYTES = 2 * 1024;
const WAIT_MS = 5_000;
