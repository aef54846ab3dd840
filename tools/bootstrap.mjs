// The first step of `npm start`, `npm test` and the other commands: makes sure that there is something to run, then
// becomes that tool. Plain Node without any package, because on a fresh clone nothing is installed yet.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildAll, buildTools } from './bootstrap/build.mjs';
import { installIfNeeded } from './bootstrap/install.mjs';
import { refuseOldNode } from './bootstrap/node-version.mjs';

/** What each command needs built before it: `test` builds everything itself, as one of its steps. */
const TOOLS = {
  start: buildAll,
  demo: buildAll,
  bench: buildAll,
  test: buildTools,
  migrate: buildTools,
  import: buildTools,
  verify: buildTools,
};

const root = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..');
const name = /** @type {keyof typeof TOOLS | undefined} */ (process.argv[2]);

try {
  await prepare();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
// In this process, so that signals, the terminal and the exit code are the tool's own; its arguments too.
const tool = join(root, 'tools', 'dist', `${name}.js`);
process.argv.splice(1, 2, tool);
await import(pathToFileURL(tool).href);

async function prepare() {
  const build = name && Object.hasOwn(TOOLS, name) ? TOOLS[name] : undefined;
  if (!build) throw new Error(`Which tool? One of: ${Object.keys(TOOLS).join(', ')}`);
  refuseOldNode(root);
  process.chdir(root);
  await installIfNeeded(root);
  await build(root);
  if (!existsSync(join(root, 'tools', 'dist', `${name}.js`))) throw new Error(`tools/dist/${name}.js was not built`);
}
