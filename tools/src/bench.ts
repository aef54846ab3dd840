import { once } from 'node:events';
import { chmodSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeEmbeddedPostgres } from '@trailkeeper/database/embedded';
import { analyzeTrail } from './bench/analyze-trail.js';
import { type BenchOptions, readBenchOptions } from './bench/bench-options.js';
import { timeCopyBaseline } from './bench/copy-baseline.js';
import { timeCountBaseline } from './bench/count-baseline.js';
import { timeCsvBaseline } from './bench/csv-baseline.js';
import { goal, rounded } from './bench/figures.js';
import { measureDisk } from './bench/measure-disk.js';
import { measureIngest } from './bench/measure-ingest.js';
import { measureLargeRequest } from './bench/measure-large-request.js';
import { type MeasuredReport, measureReport } from './bench/measure-reports.js';
import { measureSmallRequests } from './bench/measure-small-requests.js';
import { childrenOf, peakMemoryMib } from './bench/peak-memory.js';
import { measureSearch, type MeasuredSearch } from './bench/search/measure-search.js';
import { searchTables } from './bench/search/search-tables.js';
import { timeWeasyPrint } from './bench/weasyprint-baseline.js';
import { endWith } from './end-with.js';
import { onInterrupt } from './on-interrupt.js';
import { startSystem } from './system/start-system.js';
import type { RunningSystem } from './system/system.js';

const MEMORY_GOAL_MIB = 300;

/**
 * `npm run bench`: how fast events are taken, reports are made and their files are written, each as a ratio to a baseline
 * taken in the same run on the same machine; how fast the trail is searched and exported; and the peak memory of each
 * process. `-- --events 10000000` for more events, a million a month; `-- --deletions 0.5` for a share of deletions;
 * `-- --large 0` to leave out the request of 2 GB, which takes minutes; `-- --only search` to leave out all but the searches,
 * whose plans go to `.bench/plans.txt` (`-- --plans file`). It judges nothing but correctness: figures depend on the machine,
 * ratios less so.
 */
async function bench(): Promise<number> {
  const options = readBenchOptions(process.argv.slice(2));
  const interrupt = new AbortController();
  const interrupted = once(interrupt.signal, 'abort').then(() => 130);
  onInterrupt({ first: () => interrupt.abort(), again: () => process.exit(130) });

  const dataDir = mkdtempSync(join(tmpdir(), 'trailkeeper-bench-'));
  chmodSync(dataDir, 0o711); // PostgreSQL runs as another user when we are root
  const environment = { ...process.env, LOG_LEVEL: 'warn' };
  let system: RunningSystem | undefined;
  try {
    system = await startSystem({ dataDir, collectorPort: 0, reporterPort: 0, environment, signal: interrupt.signal });
    const work = options.only === 'search' ? measureOnlySearch : measureAll;
    return await Promise.race([
      work(system, { ...options, logFile: join(dataDir, 'postgres/postgres.log') }),
      interrupted,
    ]);
  } finally {
    await system?.stop({ isImmediate: interrupt.signal.aborted });
    await removeEmbeddedPostgres(join(dataDir, 'postgres'));
    await rm(dataDir, { recursive: true, force: true });
  }
}

type Wanted = BenchOptions & { logFile: string };

async function measureOnlySearch(system: RunningSystem, wanted: Wanted): Promise<number> {
  await measureIngest(system, wanted.trail);
  showSearch(await measureSearch(system, wanted), wanted.plansFile);
  return 0;
}

function showSearch(search: MeasuredSearch, plansFile: string): void {
  for (const [title, table] of Object.entries(searchTables(search))) {
    console.log(`\n${title}`);
    console.table(table);
  }
  console.log(`Plans of the searches: ${plansFile}\n`);
}

async function measureAll(system: RunningSystem, wanted: Wanted): Promise<number> {
  const { trail, largeBytes } = wanted;
  const ingest = await measureIngest(system, trail);
  const disk = await measureDisk(system.ownerDatabaseUrl, ingest.bytes);
  const copy = await timeCopyBaseline(system.ownerDatabaseUrl);
  const search = await measureSearch(system, wanted);
  console.log('Sending single events …');
  const small = await measureSmallRequests(system);
  if (largeBytes > 0) console.log('Sending one large request …');
  const large = largeBytes > 0 ? await measureLargeRequest(system, { bytes: largeBytes }) : undefined;
  await analyzeTrail(system.ownerDatabaseUrl);
  const coverage = await measureReport(system, 'event-coverage', trail);
  const countSeconds = await timeCountBaseline(system.ownerDatabaseUrl, trail);
  const deletions = await measureReport(system, 'deletions', trail);
  const csvBaseline = await timeCsvBaseline(system.ownerDatabaseUrl, trail);
  const failures = await measureReport(system, 'failures', trail);
  const weasyPrint = await timeWeasyPrint(system.ownerDatabaseUrl, { ...trail, rows: 1000 });

  console.log(`\n${ingest.events.toLocaleString('en')} events, sent in batches of 500 over 4 connections\n`);
  console.table({
    'events taken per second': row(ingest.perSecond, copy.plain, 'COPY into the unique key only, bodies as text'),
    'the same': row(ingest.perSecond, copy.asStored, 'COPY into the unique key only, bodies packed'),
    'coverage of all services, counted, seconds': row(coverage.build, countSeconds, 'counting from the rows'),
    'rows of the deletions CSV per second': row(
      csvBaseline.rows / deletions.csv,
      csvBaseline.rows / csvBaseline.seconds,
      'COPY (select the same columns) TO STDOUT',
    ),
    ...(weasyPrint && {
      'pages of the deletions PDF per second': row(
        deletions.pages / deletions.pdf,
        weasyPrint.pages / weasyPrint.seconds,
        'WeasyPrint, a table of the same rows',
      ),
    }),
  });
  console.table({
    'bytes on disk per NDJSON byte': goal(disk.all, 1.4),
    'of them bodies': goal(disk.bodies, 0.35),
    'of them indexes': { figure: rounded(disk.indexes) },
    [`single events per second, ${small.connections} connections`]: goal(small.perSecond, 2_000, 'at least'),
    'their time to answer, p50, ms': { figure: rounded(small.p50Ms) },
    'their time to answer, p99, ms': goal(small.p99Ms, 100),
    ...(large && {
      [`one request of ${rounded(largeBytes / 1e9)} GB, events per second`]: {
        figure: rounded(large.events / large.seconds),
      },
      'peak memory of the collector by then, MiB': goal(large.peakMib ?? NaN, MEMORY_GOAL_MIB),
      'health checks meanwhile, p99.9, ms': goal(large.health.p999, 100),
      'health checks meanwhile, worst, ms': goal(large.health.worst, 250),
    }),
  });
  if (!weasyPrint) console.log('WeasyPrint is not installed: the PDF writer is not compared (Debian: weasyprint).\n');
  showSearch(search, wanted.plansFile);
  console.table(Object.fromEntries([coverage, deletions, failures].map((report) => [report.kind, secondsOf(report)])));
  console.table(memoryOf(system));
  return 0;
}

function row(figure: number, baseline: number, against: string) {
  return { figure: rounded(figure), baseline: rounded(baseline), ratio: rounded(figure / baseline), against };
}

/** All in seconds but for the sizes. */
function secondsOf({ run, build, csv, pdf, pages, csvBytes, downloadSeconds }: MeasuredReport) {
  return {
    ...{ 'whole run': rounded(run), build: rounded(build), csv: rounded(csv), pdf: rounded(pdf) },
    ...{ pages, 'CSV, MB': rounded(csvBytes / 1e6), 'CSV download': rounded(downloadSeconds) },
  };
}

/** Of PostgreSQL the largest backend stands for all; shared buffers are counted in each. */
function memoryOf(system: RunningSystem): Record<string, unknown> {
  const peaks = system.processes.map(({ name, pid }) => {
    const backends = name === 'postgres' ? childrenOf(pid) : [];
    const peak = Math.max(...[pid, ...backends].map((each) => peakMemoryMib(each) ?? 0));
    return [
      name,
      { 'peak memory, MiB': peak, goal: `under ${MEMORY_GOAL_MIB}`, met: peak > 0 && peak < MEMORY_GOAL_MIB },
    ];
  });
  return Object.fromEntries(peaks);
}

await endWith(bench);
