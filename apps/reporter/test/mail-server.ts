import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { execute } from '@trailkeeper/database';
import { SMTPServer } from 'smtp-server';
import type { DataSource } from 'typeorm';
import { insertTarget } from './sent-slot.js';

/** A mail server on this host. Mails that are `unanswered` are taken, and then the connection breaks. */
export async function startMailServer({ port = 0, unanswered = 0 } = {}) {
  const mails: string[] = [];
  const sockets = new Set<Socket>();
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData(stream, _session, answer) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        mails.push(Buffer.concat(chunks).toString());
        if (mails.length > unanswered) answer(null);
        else for (const socket of sockets) socket.destroy();
      });
    },
  });
  server.on('error', () => undefined);
  server.server.on('connection', (socket) => sockets.add(socket));
  await once(server.listen(port, '127.0.0.1'), 'listening');
  const stop = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return { mails, port: (server.server.address() as AddressInfo).port, stop };
}

/** Stores a delivery target for such a server, and gives its id. */
export async function insertMailTarget(
  owner: DataSource,
  { name, port, ...settings }: { name: string; port: number; maxAttachmentBytes?: number; linkDays?: number },
): Promise<string> {
  const target = await insertTarget(owner, name, {
    ...{ host: '127.0.0.1', port, security: 'none', from: 'trail@example.com', to: ['audit@example.com'], cc: [] },
    ...{ maxAttachmentBytes: 1_000_000, linkDays: 30, ...settings },
  });
  await execute(owner, `update delivery_target set kind = 'email' where id = $1`, [target]);
  return target;
}
