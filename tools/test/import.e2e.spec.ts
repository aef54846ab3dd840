import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openDataSource, query } from '@trailkeeper/database';
import { createTestDatabase, type TestDatabase } from '@trailkeeper/database/testing';
import type { DataSource } from 'typeorm';
import { plausibleEvents } from '../src/demo/plausible-events.js';
import { REPOSITORY_ROOT } from '../src/repository-root.js';
import { choosePort } from '../src/system/address.js';
import { startSystem } from '../src/system/start-system.js';
import type { RunningSystem } from '../src/system/system.js';
import { linesOf, writeArchive } from './archive.js';
import { until } from './until.js';

const MONTH = { from: new Date('2026-09-01T00:00:00Z'), to: new Date('2026-10-01T00:00:00Z') };

let folder: string;
let database: TestDatabase;
let owner: DataSource;
let collectorPort: number;
let system: RunningSystem;

/** The built import, as `npm run import` runs it, into both built apps. */
describe('npm run import', () => {
  beforeAll(async () => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'trailkeeper-import-')));
    chmodSync(folder, 0o711);
    database = await createTestDatabase();
    owner = await openDataSource({ url: database.ownerUrl, applicationName: 'test', poolSize: 2 });
    collectorPort = await choosePort('127.0.0.1', 0, 'COLLECTOR_PORT');
    await start();
  });
  afterAll(async () => {
    await system?.stop({ isImmediate: true });
    await owner?.destroy();
    await database?.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('imports every kind of file, adds up, and sends nothing a second time', async () => {
    const expected = writeArchive(join(folder, 'archive'));
    const first = await runImport('archive');
    const { files, received, quarantined } = expected;
    const tally = { received, stored: received - quarantined, duplicates: 0, quarantined };
    expect(first.output).toContain(`Imported          ${files} files`);
    expect(first.output).toContain('Skipped           2 files\n  archive/exports/README.md: ');
    expect(first.output).toContain('archive/exports/logo.png: a picture');
    expect(first.output).toContain(sentence(tally));
    expect(first.output).toMatch(/no_action +3\n.*no_event_time +1\nin:\n.*ibm-docs\.ndjson: 1\n/s);
    expect(first.output).toContain('GET /v1/quarantine');
    expect(first.exitCode).toBe(1);
    expect(await committed()).toEqual(tally);
    expect(ledgerLines()).toHaveLength(files);

    const second = await runImport('archive');
    expect(second.output).toContain(`Already imported  ${files} files; 4 items of them were quarantined then`);
    expect(second.output).toContain(sentence({ received: 0, stored: 0, duplicates: 0, quarantined: 0 }));
    expect(second.exitCode).toBe(0);
    expect(await committed()).toEqual(tally);

    const again = await runImport('--again', 'archive/exports', 'archive/bucket');
    const sent = { received: 350, stored: 0, duplicates: 350, quarantined: 0 };
    expect(again.output).toContain(sentence(sent));
    expect(again.exitCode).toBe(0);
  });

  it('goes on behind a file that is damaged, and tells what is stored of it', async () => {
    const [damaged, good] = [events(900, 21), events(30, 22)];
    const packed = gzipSync(linesOf(damaged), { level: 1 });
    write('broken/a.json.gz', packed.subarray(0, Math.floor(packed.length * 0.9)));
    write('broken/b.parquet', 'no Parquet');
    write('broken/c.csv', 'a,b\n1,2\n');
    write('broken/d.json', linesOf(good));
    write('broken/e.json', ' \n');
    const { output, exitCode } = await runImport('broken', 'archive/exports/README.md');
    expect(output).toContain('Failed            4 files');
    expect(output).toMatch(/a\.json\.gz: the collector answered 400 invalid_gzip: .* damaged/);
    expect(output).toMatch(/b\.parquet: it cannot be read as Parquet/);
    expect(output).toMatch(/c\.csv: no column holds JSON objects.*the columns are: a, b/);
    expect(output).toContain('archive/exports/README.md: neither its name nor its first bytes');
    expect(output).toContain('broken/e.json: holds no event');
    expect(output).toMatch(/Imported +1 file,/);
    expect(output).toMatch(/received (30|\d{3}) = stored \1 \+ duplicates 0 \+ quarantined 0/);
    expect(exitCode).toBe(1);
  });

  it.each([
    ['interrupted', 'SIGINT' as const],
    ['killed', 'SIGKILL' as const],
  ])('%s in the middle goes on where it was', async (how, signal) => {
    const [files, each] = [120, 20];
    const all = events(files * each, signal.length);
    for (let nth = 0; nth < files; nth += 1) {
      write(`${how}/${String(nth).padStart(3, '0')}.log`, linesOf(all.slice(nth * each, (nth + 1) * each)));
    }
    const before = await committed();
    const doneBefore = ledgerLines().length;
    const running = spawnImport(how);
    await until('some files are imported', () => ledgerLines().length >= doneBefore + 10);
    running.child.kill(signal);
    const first = await running.ended;
    const done = ledgerLines().length - doneBefore;
    expect(done).toBeLessThan(files);
    if (signal === 'SIGINT') {
      expect(first.exitCode).toBe(130);
      expect(first.output).toContain(`Not done          ${files - done} files`);
      expect(first.errors).toContain('The same command again goes on');
    }

    const second = await runImport(how);
    expect(second.output).toContain(`Already imported  ${done} files`);
    expect(second.output).toContain(`Imported          ${files - done} files`);
    expect(second.exitCode).toBe(0);
    expect((await committed()).stored - before.stored).toBe(all.length);
  });

  it('sends a file again when the system is restarted under it', async () => {
    const all = events(12_000, 31);
    write('restarted.ndjson', linesOf(all));
    const before = await committed();
    const running = spawnImport('restarted.ndjson');
    await until('a part is stored', async () => (await committed()).stored > before.stored);
    await system.stop({ isImmediate: true });
    await start();
    const { output, exitCode } = await running.ended;
    expect(output).toMatch(/restarted\.ndjson: no answer \(.*\); sent again in 1 s \(try 2 of 10\)/);
    expect(output).toMatch(/Imported +1 file,/);
    expect(exitCode).toBe(0);
    expect((await committed()).stored - before.stored).toBe(all.length);
  });

  it('refuses at once what cannot work, and names the way out', async () => {
    const missing = await runImport('nowhere');
    expect(missing).toMatchObject({ exitCode: 2, errors: expect.stringContaining('no such file or folder: nowhere') });
    const wrongKey = await runImport({ INGEST_KEY: 'a-key-that-nobody-has-made' }, 'archive');
    expect(wrongKey).toMatchObject({ exitCode: 1, errors: expect.stringContaining('does not take this ingest key') });
    const freePort = await choosePort('127.0.0.1', 0, 'X');
    const nobody = await runImport({ COLLECTOR_URL: `http://127.0.0.1:${freePort}` }, 'archive');
    expect(nobody).toMatchObject({
      exitCode: 1,
      errors: expect.stringMatching(/ECONNREFUSED.*npm start.*COLLECTOR_URL/),
    });
    expect(await runImport('--help')).toMatchObject({ exitCode: 0, output: expect.stringContaining('Usage:') });
  });
});

async function start(): Promise<void> {
  const environment = { ...process.env, LOG_LEVEL: 'fatal' };
  const settings = { dataDir: folder, databaseUrl: database.ownerUrl, reporterPort: 0, environment };
  system = await startSystem({ ...settings, collectorPort });
}

interface Ended {
  exitCode: number | null;
  output: string;
  errors: string;
}

function runImport(...args: (string | NodeJS.ProcessEnv)[]): Promise<Ended> {
  return spawnImport(...args).ended;
}

/** Texts are arguments, the rest is environment. Relative paths are taken from `folder`. */
function spawnImport(...args: (string | NodeJS.ProcessEnv)[]): { child: ChildProcess; ended: Promise<Ended> } {
  const given = Object.assign({}, ...args.filter((arg) => typeof arg !== 'string')) as NodeJS.ProcessEnv;
  const texts = args.filter((arg) => typeof arg === 'string');
  const env = { PATH: process.env['PATH'], DATA_DIR: folder, COLLECTOR_PORT: String(collectorPort), INIT_CWD: folder };
  const child = spawn(process.execPath, [join(REPOSITORY_ROOT, 'tools/dist/import.js'), ...texts], {
    env: { ...env, ...given },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [output, errors] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const ended = once(child, 'close').then(([exitCode]) => ({ exitCode: exitCode as number | null, output, errors }));
  return { child, ended };
}

function events(count: number, seed: number) {
  return [...plausibleEvents({ ...MONTH, count: count + 100, seed })].slice(0, count);
}

function write(name: string, content: string | Uint8Array): void {
  mkdirSync(join(folder, name, '..'), { recursive: true });
  writeFileSync(join(folder, name), content);
}

function ledgerLines(): string[] {
  const file = join(folder, 'import', 'ledger.jsonl');
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
}

function sentence(tally: Record<'received' | 'stored' | 'duplicates' | 'quarantined', number>): string {
  const { received, stored, duplicates, quarantined } = tally;
  return `received ${received} = stored ${stored} + duplicates ${duplicates} + quarantined ${quarantined}`;
}

/** What the database says: the sum of all batches. */
async function committed(): Promise<{ received: number; stored: number; duplicates: number; quarantined: number }> {
  const [sum] = await query<Awaited<ReturnType<typeof committed>>>(owner, SUM_BATCHES);
  return sum!;
}

const SUM_BATCHES = `
select coalesce(sum(ingest_batch.received), 0)::int as "received", coalesce(sum(ingest_batch.stored), 0)::int as "stored",
       coalesce(sum(ingest_batch.duplicates), 0)::int as "duplicates",
       coalesce(sum(ingest_batch.quarantined), 0)::int as "quarantined"
from ingest_batch
`;
