import { createServer, type AddressInfo } from 'node:net';
import { StartError } from '@trailkeeper/http';

/**
 * The port to use: `port` itself, or a free one for 0. Fails when something listens there already, naming the setting
 * that changes it, before a database is started for nothing.
 */
export function choosePort(host: string, port: number, setting: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => reject(explained(error, host, port, setting)));
    probe.listen(port, host, () => {
      const chosen = (probe.address() as AddressInfo).port;
      probe.close(() => resolve(chosen));
    });
  });
}

/** Where the apps are reached from this machine; one that listens on every address is reached on loopback. */
export function urlOf(host: string, port: number): string {
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}

function explained(error: NodeJS.ErrnoException, host: string, port: number, setting: string): Error {
  if (error.code === 'EADDRINUSE') {
    return new StartError(`Port ${port} on ${host} is in use. Stop what uses it, or set ${setting} to another port.`);
  }
  if (error.code === 'EACCES') {
    return new StartError(`Port ${port} is not allowed for this user. Set ${setting} to one from 1024 on.`);
  }
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') {
    return new StartError(`${host} is not an address of this machine. Set HOST to one, for example 127.0.0.1.`);
  }
  return error;
}
