import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { guardAddresses } from '../network/guard-addresses.js';
import { DeliveryError, type OpenTarget } from '../target-kind.js';
import type { EmailSecrets, EmailSettings } from './email-settings.js';

/** A connection to the server of a target, at an address the guard let through. Throws DeliveryError. */
export async function connectTo(
  { settings, limits }: OpenTarget<EmailSettings, EmailSecrets>,
  signal: AbortSignal,
): Promise<Socket> {
  const { host, port, security } = settings;
  const guard = guardAddresses(limits.privateNetworks, { isPrivateOnly: security === 'none' });
  guard.checkHost(host);
  const socket = connect({ host, port, lookup: guard.lookup });
  try {
    await once(socket, 'connect', { signal: AbortSignal.any([signal, AbortSignal.timeout(CONNECT_MS)]) });
    return socket;
  } catch (error) {
    socket.destroy();
    if (signal.aborted) throw new DeliveryError(`The mail to ${host}:${port} was broken off before it was sent.`);
    throw unreachable(error, `${host}:${port}`);
  }
}

function unreachable(error: unknown, server: string): DeliveryError {
  if (error instanceof DeliveryError) return error;
  const { name, code = name } = error as NodeJS.ErrnoException;
  if (code === 'ABORT_ERR' || code === 'ETIMEDOUT') {
    const message = `${server} did not answer in time. Check "host" and "port", and that a firewall lets this machine through.`;
    return new DeliveryError(message, { cause: error });
  }
  const why = code === 'ECONNREFUSED' ? `${server} refused the connection` : `${server} cannot be reached (${code})`;
  return new DeliveryError(`${why}. Check "host" and "port", and that the server is up.`, { cause: error });
}

const CONNECT_MS = 10_000;
