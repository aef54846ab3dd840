import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { inspect } from 'node:util';
import { StartError } from './start-error.js';
import { stopOnSignals } from './stop-on-signals.js';

export interface Runnable {
  app: NestFastifyApplication;
  host: string;
  port: number;
  /** The setting to change when the port is taken: `COLLECTOR_PORT`. */
  portSetting?: string;
}

/**
 * The whole of a main.ts: reads settings and makes the app in `start`, listens, and stops on SIGTERM and SIGINT once
 * running requests have ended. A start that fails ends the process with 1 and says why on standard error.
 */
export async function runApp(name: string, start: () => Runnable | Promise<Runnable>): Promise<void> {
  const signals = stopOnSignals();
  try {
    const { app, ...address } = await start();
    signals.stopApp(app);
    await listen(name, app, address).catch(async (fault: unknown) => {
      await app.close();
      throw fault;
    });
  } catch (fault) {
    process.stderr.write(`${name} could not start: ${fault instanceof StartError ? fault.message : inspect(fault)}\n`);
    process.exit(1);
  }
}

async function listen(
  name: string,
  app: NestFastifyApplication,
  { host, port, portSetting }: Omit<Runnable, 'app'>,
): Promise<void> {
  try {
    await app.listen({ host, port, listenTextResolver: (address) => `${name} listens at ${address}` });
  } catch (fault) {
    throw asStartError(fault, host, port, portSetting) ?? fault;
  }
}

function asStartError(fault: unknown, host: string, port: number, portSetting = 'the port'): StartError | undefined {
  switch ((fault as { code?: string }).code ?? '') {
    case 'EADDRINUSE':
      return new StartError(`port ${port} on ${host} is in use; stop what uses it or change ${portSetting}`);
    case 'EACCES':
      return new StartError(
        `port ${port} on ${host} is not allowed for this user; change ${portSetting} to one from 1024`,
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new StartError(`${host} is not an address of this machine; change HOST`);
    default:
      return undefined;
  }
}
