import type { Logo, ReportCsv, ReportDocument } from '@trailkeeper/contract';
import { withSnapshot } from '@trailkeeper/database';
import { SOFTWARE_VERSION } from '@trailkeeper/http';
import type { DataSource } from 'typeorm';
import { CATALOG_VERSION } from '../catalog/catalog-version.js';
import { keepCatalogVersion } from '../catalog/keep-catalog-version.js';
import { writeCsv } from '../render/csv/write-csv.js';
import { writePdf } from '../render/pdf/write-pdf.js';
import { buildReport } from '../reports/build-report.js';
import { countWords } from '../reports/count-words.js';
import { findReportKind } from '../reports/index.js';
import type { CsvTable, ReportRequest } from '../reports/report-kind.js';
import type { ClaimedRun } from './claim-run.js';
import { fileName } from './file-name.js';
import { findLastReview } from './find-last-review.js';
import { type MadeReport, finishRun } from './finish-run.js';
import type { Lease } from './lease.js';
import { requestOf } from './run-parameters.js';
import { openSnapshot } from './snapshot-query.js';
import { storeFile } from './store-file.js';

type MadeFile = MadeReport['files'][number];

export interface RunContext {
  readonly dataSource: DataSource;
  readonly claimed: ClaimedRun;
  readonly lease: Lease;
  readonly organisation: string | null;
  readonly logo: Logo | null;
}

/** Reading the trail and counting; reading it once more for the CSV and writing that; drawing and writing the PDF. */
export type RunStep = 'build' | 'csv' | 'pdf';

/** How large a run was, and how long its steps took. */
export interface RunFigures {
  readonly rows: number;
  readonly stepSeconds: Partial<Record<RunStep, number>>;
}

/** Makes a claimed run from its request to its published files. Fails when the lease is lost, leaving nothing visible. */
export async function runReport(context: RunContext): Promise<RunFigures> {
  const { dataSource, claimed, lease } = context;
  const stepSeconds: Partial<Record<RunStep, number>> = {};
  const timed: Timed = async (step, work) => {
    const startedAt = performance.now();
    const result = await work();
    stepSeconds[step] = Math.round(performance.now() - startedAt) / 1000;
    return result;
  };
  await keepCatalogVersion(dataSource);
  const { document, csvFile } = await buildWithCsv(context, timed);
  const files = [csvFile];
  if (claimed.parameters.formats.includes('pdf')) {
    lease.report(PROGRESS.pdf, 'writing the PDF');
    files.push(await timed('pdf', () => makePdf(context, document)));
  }
  lease.signal.throwIfAborted();
  lease.report(PROGRESS.finish, 'finishing');
  await finishRun(dataSource, claimed, { document, files });
  return { rows: document.csv.rows, stepSeconds };
}

type Timed = <Result>(step: RunStep, work: () => Promise<Result>) => Promise<Result>;

/** Everything that reads the trail happens in here, on one snapshot; the CSV too, whose rows may come from it. */
function buildWithCsv(context: RunContext, timed: Timed): Promise<{ document: ReportDocument; csvFile: MadeFile }> {
  const { dataSource, claimed, lease, organisation, logo } = context;
  const kind = findReportKind(claimed.kind);
  if (kind === undefined) throw new Error(`this software knows no report kind "${claimed.kind}"`);
  const request = requestOf(claimed.parameters);
  const origin = {
    organisation,
    logo,
    runId: claimed.id,
    requestedBy: claimed.requestedBy,
    catalogVersion: CATALOG_VERSION,
    softwareVersion: SOFTWARE_VERSION,
  };
  return withSnapshot(dataSource, async (runner) => {
    const snapshot = await openSnapshot(dataSource, runner, lease.signal);
    try {
      const progress = (done: number, step: string) => lease.report(PROGRESS.build * done, step);
      const { document, csv } = await timed('build', async () => {
        const lastReview = await findLastReview(snapshot.query, claimed);
        return buildReport(kind, { ...snapshot, request, progress }, { ...origin, lastReview });
      });
      lease.report(PROGRESS.csv, 'writing the CSV');
      const made = await timed('csv', () => makeCsv(context, request, csv));
      return { document: { ...document, csv: made.csv }, csvFile: made.file };
    } finally {
      await snapshot.close();
    }
  });
}

/** Always made and kept: the document says where all rows are, and what it quotes must be there. */
async function makeCsv(
  context: RunContext,
  request: ReportRequest,
  table: CsvTable,
): Promise<{ csv: ReportCsv; file: MadeFile }> {
  const { claimed, lease } = context;
  let rows = 0;
  async function* counted() {
    for await (const some of table.rows) {
      yield some;
      rows += some.length;
      lease.report(PROGRESS.csv, `writing the CSV: ${countWords(rows, 'row')}`);
    }
  }
  const content = abortable(writeCsv(table.columns, counted()), lease.signal);
  const name = fileName(claimed, request, 'csv');
  const stored = await storeFile(context, { name, format: 'csv' }, content);
  return { csv: { name, rows, sha256: stored.sha256 }, file: { ...stored, rowCount: rows } };
}

async function makePdf(context: RunContext, document: ReportDocument): Promise<MadeFile> {
  const { claimed, lease } = context;
  const name = fileName(claimed, requestOf(claimed.parameters), 'pdf');
  const content = abortable(writePdf(document), lease.signal);
  const stored = await storeFile(context, { name, format: 'pdf' }, content);
  return { ...stored, rowCount: null };
}

async function* abortable(content: AsyncIterable<Buffer>, signal: AbortSignal): AsyncGenerator<Buffer> {
  for await (const piece of content) {
    signal.throwIfAborted();
    yield piece;
  }
}

/** Percent at which each step begins; counting takes the most. */
const PROGRESS = { build: 60, csv: 60, pdf: 75, finish: 95 };
