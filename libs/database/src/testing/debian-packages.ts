import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Programs of Debian packages, to be run from where they were unpacked. */
export interface DebianPackages {
  /** Where a file of theirs is, or of what they need and this machine has installed; `path` as in the package. */
  fileOf(path: string): string;
  /** What they have to be run with. */
  env: NodeJS.ProcessEnv;
}

/** Whether this machine can have them: it is a Debian or one of its children. */
export const hasDebianPackages = existsSync('/usr/bin/apt-get') && existsSync('/usr/bin/dpkg-deb');

/** The words of a test's name that say why it is skipped, and what to do. */
export const NEEDS_DEBIAN = hasDebianPackages ? '' : ' (skipped: needs apt-get; run the tests on Debian or Ubuntu)';

/**
 * Downloads packages with all that they need and this machine has not, and unpacks them into a folder under
 * `node_modules/.cache`, where later runs find them. Nothing is installed: no right of root is needed, no service is
 * started, and no package that conflicts with one of these (another syslog daemon) is removed.
 */
export async function unpackDebianPackages(...names: string[]): Promise<DebianPackages> {
  const system = readFileSync('/etc/os-release', 'utf8') + process.arch;
  const hash = createHash('sha256')
    .update(`${names.join(' ')}\n${system}`)
    .digest('hex')
    .slice(0, 16);
  const root = join(CACHE, hash);
  if (!existsSync(root)) await unpackInto(root, names);
  const libraries = ['usr/lib', 'lib']
    .flatMap((folder) => foldersIn(join(root, folder)))
    .filter((folder) => /-linux-gnu\w*$|\/syslog-ng$/.test(folder));
  return {
    fileOf: (path) => (existsSync(join(root, path)) ? join(root, path) : join('/', path)),
    env: {
      PATH: process.env['PATH'],
      LD_LIBRARY_PATH: libraries.join(':'),
      PYTHONPATH: join(root, 'usr/lib/python3/dist-packages'),
      PYTHONDONTWRITEBYTECODE: '1',
    },
  };
}

/** In a folder of its own first: whoever unpacks the same at the same time does not matter. */
async function unpackInto(root: string, names: string[]): Promise<void> {
  const making = `${root}-${randomUUID()}`;
  const archives = join(making, 'archives');
  mkdirSync(join(archives, 'partial'), { recursive: true });
  mkdirSync(join(making, 'lists', 'partial'), { recursive: true });
  mkdirSync(join(making, 'root'));
  const own = ['-o', `Dir::Cache::archives=${archives}`, '-o', 'Debug::NoLocking=1', '-o', 'APT::Sandbox::User=root'];
  const lists = ['-o', `Dir::State::lists=${join(making, 'lists')}`];
  const download = ['install', '--yes', '--download-only', '--no-install-recommends', ...names];
  try {
    // The machine's own lists of packages may be missing or stale.
    await run('apt-get', [...own, ...download]).catch(async () => {
      await run('apt-get', [...own, ...lists, 'update']);
      await run('apt-get', [...own, ...lists, ...download]);
    });
    for (const name of readdirSync(archives).filter((file) => file.endsWith('.deb'))) {
      await run('dpkg-deb', ['--extract', join(archives, name), join(making, 'root')]);
    }
    if (!existsSync(root)) renameSync(join(making, 'root'), root);
  } catch (error) {
    const reason = (error as { stderr?: string }).stderr || String(error);
    throw new Error(`The Debian packages ${names.join(', ')} could not be had. Is there a network?\n${reason}`, {
      cause: error,
    });
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
}

const run = (program: string, args: string[]) =>
  promisify(execFile)(program, args, { env: { ...process.env, LC_ALL: 'C' }, maxBuffer: 64 * 1024 * 1024 });

function foldersIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
}

/** At the root of the repository, as seen from here and from `dist`. */
const CACHE = join(import.meta.dirname, '../../../../node_modules/.cache/trailkeeper-debian');
