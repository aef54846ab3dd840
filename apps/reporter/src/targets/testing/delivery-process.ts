import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { transformFileSync } from '@swc/core';

export interface DeliveryJob {
  readonly base: string;
  readonly text: string;
  /** The step of the file system at which it says so and waits for its end. */
  readonly hold?: { readonly when: string; readonly step: string; readonly nth: number };
  /** Whether every file that it writes is on a full disk. */
  readonly isDiskFull?: boolean;
  /** Only root may choose: whom the process belongs to. */
  readonly uid?: number;
}

/** A folder with the delivery to directories compiled, since Node cannot run TypeScript; any user may run it. */
export function compileDelivery(): string {
  const folder = mkdtempSync(join(tmpdir(), 'trailkeeper-delivery-'));
  chmodSync(folder, 0o755);
  const targets = dirname(import.meta.dirname);
  for (const part of ['.', 'directory', 'testing']) {
    mkdirSync(join(folder, 'targets', part), { recursive: true });
    const sources = readdirSync(join(targets, part)).filter((name) => name.endsWith('.ts') && !name.includes('.spec.'));
    for (const name of sources) {
      const { code } = transformFileSync(join(targets, part, name), SWC_OPTIONS);
      writeFileSync(join(folder, 'targets', part, name.replace(/\.ts$/, '.js')), code);
    }
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'program.js'), PROGRAM);
  return folder;
}

/** Delivers the text to `auditor` in a process of its own. `said`: `{held}`, `{delivered}` or `{error}`. */
export function deliverInProcess(
  folder: string,
  { uid, ...job }: DeliveryJob,
): { process: ChildProcess; said: Promise<unknown> } {
  const isRoot = process.getuid?.() === 0;
  const child = fork(join(folder, 'program.js'), [], { execArgv: [], ...(isRoot && uid !== undefined && { uid }) });
  child.send(job);
  return { process: child, said: once(child, 'message').then(([message]: unknown[]) => message) };
}

const SWC_OPTIONS = {
  jsc: { target: 'es2023', parser: { syntax: 'typescript', decorators: true }, transform: { legacyDecorator: true } },
  module: { type: 'es6' },
} as const;

// What the modules under test import of node:fs/promises is changed before they are loaded.
const PROGRAM = `
import { once } from 'node:events';
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

const [{ base, text, hold, isDiskFull }] = await once(process, 'message');
const probe = await fs.open('/dev/null');
const files = Object.getPrototypeOf(probe);
await probe.close();

if (isDiskFull) {
  const { open } = fs;
  fs.open = (path, flags, ...rest) => (typeof flags === 'number' && flags & 1 ? open('/dev/full', 'w') : open(path, flags, ...rest));
}
if (hold) {
  const owner = hold.step in files ? files : fs;
  const original = owner[hold.step];
  let calls = 0;
  owner[hold.step] = async function (...args) {
    calls += 1;
    if (calls === hold.nth && hold.when === 'before') await held();
    const result = await original.apply(this, args);
    if (calls === hold.nth) await held();
    return result;
  };
}
syncBuiltinESMExports();

async function held() {
  setInterval(() => {}, 1000);
  process.send({ held: hold.step });
  await new Promise(() => {});
}

const { deliverToFolder } = await import('./targets/directory/deliver-to-folder.js');
const { aParcel } = await import('./targets/testing/a-parcel.js');
try {
  const limits = { directory: base, privateNetworks: [] };
  const delivered = await deliverToFolder({ path: 'auditor' }, limits, aParcel(text), new AbortController().signal);
  process.send({ delivered });
} catch (error) {
  process.send({ error: error.message });
}
process.disconnect();
`;
