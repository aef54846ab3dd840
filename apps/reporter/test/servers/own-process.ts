import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface OwnProcess {
  /** What it has printed. */
  said(): string;
  hasEnded(): boolean;
  /** Ends it and what it has started, at once. */
  kill(): Promise<void>;
}

/** Starts a program that is to run until it is killed. */
export function startProcess(file: string, args: string[], options: SpawnOptions): OwnProcess {
  const child: ChildProcess = spawn(file, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  const hear = (text: string) => void (said += text);
  child.stdout?.setEncoding('utf8').on('data', hear);
  child.stderr?.setEncoding('utf8').on('data', hear);
  const ended = once(child, 'exit').catch((error: Error) => hear(error.message));
  return {
    said: () => said,
    hasEnded: () => child.exitCode !== null || child.signalCode !== null || child.pid === undefined,
    async kill() {
      const family = child.pid === undefined ? [] : familyOf(child.pid);
      child.kill('SIGKILL');
      await ended;
      // What is left of it would write into a folder that is gone, and make it anew.
      for (const pid of family) killIfThere(pid);
    },
  };
}

/** Waits, for 60 s at most, until something listens at this port of the loopback address. Throws if the process ends first. */
export async function untilListening(port: number, { hasEnded, said }: OwnProcess): Promise<void> {
  for (let tries = 0; tries < 1_200; tries += 1) {
    if (hasEnded()) throw new Error(`It ended before it listened.\n${said()}`);
    if (await isListening(port)) return;
    await sleep(50);
  }
  throw new Error(`It does not listen at port ${port}.\n${said()}`);
}

/** The processes below this one, as Linux tells them. */
function familyOf(pid: number): number[] {
  const file = `/proc/${pid}/task/${pid}/children`;
  const children = existsSync(file) ? readFileSync(file, 'utf8').split(' ').filter(Boolean).map(Number) : [];
  return children.flatMap((child) => [child, ...familyOf(child)]);
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
