import { checkCollector } from './import/check-collector.js';
import { findFiles } from './import/find-files.js';
import { importFiles } from './import/import-files.js';
import { type ImportOptions, readImportOptions } from './import/import-options.js';
import { ImportProgress } from './import/import-progress.js';
import { describeResult, exitCodeOf } from './import/import-result.js';
import { Ledger } from './import/ledger.js';
import { USAGE } from './import/usage.js';
import { endWith } from './end-with.js';
import { liveLine } from './live-line.js';
import { onInterrupt } from './on-interrupt.js';
import { UsageError } from './usage-error.js';

/** `npm run import -- PATH…`: sends archived events, in files and folders, to a running collector. */
async function importArchive(): Promise<number> {
  try {
    const options = readImportOptions(process.argv.slice(2), process.env);
    if (options !== 'help') return await run(options);
    console.log(USAGE);
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`${error.message}\n\n"npm run import -- --help" says how it is used.`);
    return 2;
  }
}

async function run({ paths, collector, ledgerFile, isAgain }: ImportOptions): Promise<number> {
  const interrupt = new AbortController();
  const { signal } = interrupt;
  onInterrupt({ first: () => interrupt.abort(), again: () => process.exit(130) });
  const { files, unreadable } = await findFiles(paths);
  // Whoever imports the folder that he is in may have it there.
  const found = { files: files.filter(({ path }) => path !== ledgerFile), unreadable };
  try {
    await checkCollector(collector, signal);
  } catch (error) {
    if (signal.aborted) return 130;
    throw error;
  }
  const ledger = await Ledger.open(ledgerFile, collector.url);
  const progress = new ImportProgress(found.files);
  const line = liveLine();
  const drawing = setInterval(() => line.show(progress.share, progress.text(line.width)), REDRAW_MS);
  const startedAt = performance.now();
  try {
    const { result, end } = await importFiles(found, { collector, ledger, isAgain, progress, signal, say: line.say });
    if (result.imported > 0) line.show(progress.share, progress.text(line.width));
    line.end();
    console.log(`\n${describeResult(result, (performance.now() - startedAt) / 1000)}`);
    if (end.kind === 'stopped') console.error(`\n${end.reason}`);
    if (end.kind !== 'done') console.error('\nThe same command again goes on: what is imported is not sent again.');
    return end.kind === 'interrupted' ? 130 : exitCodeOf(result);
  } finally {
    clearInterval(drawing);
    await ledger.close();
  }
}

const REDRAW_MS = 200;

await endWith(importArchive);
