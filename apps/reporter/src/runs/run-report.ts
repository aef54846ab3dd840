import type { ReportDocument, ReportFormat } from '@trailkeeper/contract';
import { withSnapshot } from '@trailkeeper/database';
import { SOFTWARE_VERSION } from '@trailkeeper/http';
import type { DataSource } from 'typeorm';
import { CATALOG_VERSION } from '../catalog/catalog-version.js';
import { keepCatalogVersion } from '../catalog/keep-catalog-version.js';
import { writeCsv } from '../render/csv/write-csv.js';
import { writePdf } from '../render/pdf/write-pdf.js';
import { buildReport } from '../reports/build-report.js';
import { findReportKind } from '../reports/index.js';
import type { CsvTable, ReportRequest } from '../reports/report-kind.js';
import type { ClaimedRun } from './claim-run.js';
import { fileName } from './file-name.js';
import { type MadeReport, finishRun } from './finish-run.js';
import type { Lease } from './lease.js';
import { requestOf } from './run-parameters.js';
import { openSnapshot } from './snapshot-query.js';
import { type Digest, digestOf, storeFile } from './store-file.js';

type MadeFile = MadeReport['files'][number];

/** The CSV as the PDF quotes it, and the stored file if it was asked for. */
interface MadeCsv {
  readonly digest: Digest;
  readonly rows: number;
  readonly file: MadeFile | null;
}

export interface RunContext {
  readonly dataSource: DataSource;
  readonly claimed: ClaimedRun;
  readonly lease: Lease;
  readonly organisation: string | null;
}

/** Makes a claimed run from its request to its published files. Fails when the lease is lost, leaving nothing visible. */
export async function runReport(context: RunContext): Promise<{ rows: number }> {
  const { dataSource, claimed, lease } = context;
  await keepCatalogVersion(dataSource);
  const { document, csv } = await buildWithCsv(context);
  const files = csv.file === null ? [] : [csv.file];
  if (isAsked(claimed, 'pdf')) {
    lease.report(PROGRESS.pdf, 'writing the PDF');
    files.push(await makePdf(context, document, csv));
  }
  lease.signal.throwIfAborted();
  lease.report(PROGRESS.finish, 'finishing');
  await finishRun(dataSource, claimed, { document, files });
  return { rows: csv.rows };
}

/** Everything that reads the trail happens in here, on one snapshot; the CSV too, whose rows may come from it. */
function buildWithCsv(context: RunContext): Promise<{ document: ReportDocument; csv: MadeCsv }> {
  const { dataSource, claimed, lease, organisation } = context;
  const kind = findReportKind(claimed.kind);
  if (kind === undefined) throw new Error(`this software knows no report kind "${claimed.kind}"`);
  const request = requestOf(claimed.parameters);
  const origin = {
    organisation,
    runId: claimed.id,
    requestedBy: claimed.requestedBy,
    catalogVersion: CATALOG_VERSION,
    softwareVersion: SOFTWARE_VERSION,
  };
  return withSnapshot(dataSource, async (runner) => {
    const snapshot = await openSnapshot(dataSource, runner, lease.signal);
    try {
      const progress = (done: number, step: string) => lease.report(PROGRESS.build * done, step);
      const { document, csv } = await buildReport(kind, { ...snapshot, request, progress }, origin);
      lease.report(PROGRESS.csv, 'writing the CSV');
      return { document, csv: await makeCsv(context, request, csv) };
    } finally {
      snapshot.close();
    }
  });
}

/** Always made, so that the PDF can say where all rows are; kept only if asked for. */
async function makeCsv(
  { dataSource, claimed, lease }: RunContext,
  request: ReportRequest,
  table: CsvTable,
): Promise<MadeCsv> {
  let rows = 0;
  async function* counted() {
    for await (const row of table.rows) {
      rows += 1;
      yield row;
    }
  }
  const content = abortable(writeCsv(table.columns, counted()), lease.signal);
  if (!isAsked(claimed, 'csv')) return { digest: await digestOf(content), rows, file: null };
  const file = { name: fileName(claimed, request, 'csv'), format: 'csv' as const };
  const stored = await storeFile(dataSource, claimed, file, content);
  return { digest: stored, rows, file: { ...stored, rowCount: rows } };
}

async function makePdf(
  { dataSource, claimed, lease }: RunContext,
  document: ReportDocument,
  csv: MadeCsv,
): Promise<MadeFile> {
  const request = requestOf(claimed.parameters);
  const quoted = { name: fileName(claimed, request, 'csv'), sha256: csv.digest.sha256, rows: csv.rows };
  const content = abortable(writePdf(document, { csv: quoted }), lease.signal);
  const stored = await storeFile(
    dataSource,
    claimed,
    { name: fileName(claimed, request, 'pdf'), format: 'pdf' },
    content,
  );
  return { ...stored, rowCount: null };
}

async function* abortable(content: AsyncIterable<Buffer>, signal: AbortSignal): AsyncGenerator<Buffer> {
  for await (const piece of content) {
    signal.throwIfAborted();
    yield piece;
  }
}

function isAsked({ parameters }: ClaimedRun, format: ReportFormat): boolean {
  return parameters.formats.includes(format);
}

/** Percent at which each step begins; counting takes the most. */
const PROGRESS = { build: 60, csv: 60, pdf: 75, finish: 95 };
