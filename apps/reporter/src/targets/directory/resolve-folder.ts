import { mkdir, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { DeliveryError } from '../target-kind.js';
import { fileFault } from './file-fault.js';

/**
 * The real path of a folder below `base`, which has to exist: every name on the way is looked at as it is now, so that no
 * symbolic link leads out. `make`: what is missing is made; else the last folder that is there is given. Throws DeliveryError.
 */
export async function resolveFolder(base: string | null, path: string, { make }: { make: boolean }): Promise<string> {
  if (base === null) {
    const wayOut = 'the operator names there the folder that directories are delivered to.';
    throw new DeliveryError(`No directory can be delivered to: DELIVERY_DIRECTORY is not set; ${wayOut}`);
  }
  const root = await realpath(base).catch((cause: unknown) => {
    throw fileFault(cause, 'DELIVERY_DIRECTORY cannot be used', base);
  });
  let folder = root;
  for (const name of path.split('/')) {
    const next = join(folder, name);
    const real = (await maybeRealPath(next)) ?? (make ? await made(next) : undefined);
    if (real === undefined) return folder;
    if (real !== root && !real.startsWith(root.endsWith(sep) ? root : root + sep)) {
      throw new DeliveryError(`${next} is a symbolic link that leads out of DELIVERY_DIRECTORY: remove it.`);
    }
    folder = real;
  }
  return folder;
}

async function maybeRealPath(path: string): Promise<string | undefined> {
  try {
    return await realpath(path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw fileFault(cause, 'The folder cannot be used', path);
  }
}

async function made(path: string): Promise<string> {
  try {
    // not recursive: it would go through links that have not been looked at
    await mkdir(path, { mode: 0o750 });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    // somebody else has just made it, or it is a link to nowhere, which realpath tells
    if (code !== 'EEXIST') throw fileFault(cause, 'The folder could not be made', path);
  }
  return realpath(path).catch((cause: unknown) => {
    throw fileFault(cause, 'The folder cannot be used', path);
  });
}
