import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { RunningSystem } from '../system/system.js';

/**
 * A connection to the collector that costs the load generator next to nothing, because both share the machine: requests
 * are made beforehand, and of an answer only its status and length are looked at.
 */
export interface RawConnection {
  /** Resolves when the collector has answered 200; fails with the answer otherwise. */
  send(request: Buffer): Promise<void>;
  close(): void;
}

/** The bytes of one request with an NDJSON body. */
export function rawRequest({ collectorUrl, ingestKey }: RunningSystem, body: Buffer): Buffer {
  const head = [
    'POST /v1/events HTTP/1.1',
    `Host: ${new URL(collectorUrl).host}`,
    `Authorization: Bearer ${ingestKey}`,
    'Content-Type: application/x-ndjson',
    `Content-Length: ${body.length}`,
  ];
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]);
}

export async function openRawConnection({ collectorUrl }: RunningSystem): Promise<RawConnection> {
  const { port, hostname } = new URL(collectorUrl);
  const socket = connect({ port: Number(port), host: hostname, noDelay: true });
  await once(socket, 'connect');
  return {
    send: async (request) => {
      socket.write(request);
      const answer = await readAnswer(socket);
      if (!answer.startsWith('HTTP/1.1 200 ')) throw new Error(`The collector answered ${answer}`);
    },
    close: () => socket.destroy(),
  };
}

function readAnswer(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const onData = (piece: Buffer) => {
      answer += piece.toString('latin1');
      const end = answer.indexOf('\r\n\r\n');
      const length = Number(/\r\ncontent-length: (\d+)/i.exec(answer)?.[1] ?? NaN);
      if (end >= 0 && answer.length >= end + 4 + length) finish(() => resolve(answer));
    };
    const onClose = () => finish(() => reject(new Error(`The collector closed the connection; it said: ${answer}`)));
    const finish = (then: () => void) => {
      socket.off('data', onData).off('close', onClose).off('error', onClose);
      then();
    };
    socket.on('data', onData).on('close', onClose).on('error', onClose);
  });
}
