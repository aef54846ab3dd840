import { connect, type Socket } from 'node:net';
import type { IngestAnswer } from '@trailkeeper/contract';
import type { Problem } from '@trailkeeper/http';

export interface RawAnswer {
  status: number;
  headers: string;
  body: IngestAnswer & Problem & { tally?: IngestAnswer };
}

/** A connection on which a request is written by hand, as slowly and as wrongly as a test wants it. */
export interface RawRequest {
  socket: Socket;
  /** All that has come back. */
  received(): string;
  write(bytes: string | Buffer): Promise<void>;
  /** One chunk of a chunked body; without bytes its end. */
  writeChunk(bytes?: string | Buffer): Promise<void>;
  /** The answer, once the headers and body of it are there; interim ones (1xx) are skipped. */
  answer(): Promise<RawAnswer>;
}

/** Opens a connection and sends the head of a `POST /v1/events`. */
export async function rawRequest(url: string, headers: Record<string, string>): Promise<RawRequest> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let received = '';
  socket.setEncoding('utf8').on('data', (text: string) => (received += text));
  socket.on('error', () => undefined);
  const write = (bytes: string | Buffer) => new Promise<void>((resolve) => socket.write(bytes, () => resolve()));
  const head = Object.entries({ host: 'collector', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  await write(`POST /v1/events HTTP/1.1\r\n${head.join('')}\r\n`);
  return {
    socket,
    received: () => received,
    write,
    writeChunk: async (bytes = '') => {
      const chunk = Buffer.from(bytes as string);
      await write(Buffer.concat([Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n')]));
    },
    answer: async () => {
      for (;;) {
        const found = parse(received);
        if (found) return found;
        if (socket.closed) throw new Error(`The connection was closed without an answer: ${received}`);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
  };
}

function parse(received: string): RawAnswer | undefined {
  const text = received.replace(/^(?:HTTP\/1\.1 1\d\d [^\r]*\r\n(?:[^\r]+\r\n)*\r\n)*/, '');
  const split = text.indexOf('\r\n\r\n');
  if (split === -1) return undefined;
  const [headers, body] = [text.slice(0, split), text.slice(split + 4)];
  const length = Number(/content-length: (\d+)/i.exec(headers)?.[1] ?? NaN);
  if (!(Buffer.byteLength(body) >= length)) return undefined;
  return { status: Number(headers.slice(9, 12)), headers, body: JSON.parse(body) as RawAnswer['body'] };
}
