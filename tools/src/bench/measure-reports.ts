import { createHash } from 'node:crypto';
import type { ReportRun } from '@trailkeeper/contract';
import { makeReport } from '../demo/make-report.js';
import type { RunningSystem } from '../system/system.js';
import { countPages } from './count-pages.js';
import { type ReportFigures, readReportFigures } from './report-figures.js';

export interface MeasuredReport extends ReportFigures {
  kind: string;
  pages: number;
  csvBytes: number;
  /** Of the whole CSV to a client on the same machine. */
  downloadSeconds: number;
}

/** Makes one report of a kind over all services and takes its files. Fails when a file is not what the run says it is. */
export async function measureReport(
  system: RunningSystem,
  kind: string,
  { from, to }: { from: Date; to: Date },
): Promise<MeasuredReport> {
  console.log(`Making the report of ${kind} …`);
  const period = { from: from.toISOString(), to: to.toISOString() };
  const run = await makeReport(system, { kind, service: 'all', ...period }, 60 * 60_000);
  const figures = await readReportFigures(system, kind);
  const startedAt = performance.now();
  const csvBytes = await checkFile(system, run, 'csv');
  const downloadSeconds = (performance.now() - startedAt) / 1000;
  const pdf = await download(system, run, 'pdf');
  const pages = await countPages(Buffer.from(await pdf.arrayBuffer()));
  return { kind, ...figures, pages, csvBytes, downloadSeconds };
}

async function checkFile(system: RunningSystem, run: ReportRun, format: string): Promise<number> {
  const { body } = await download(system, run, format);
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const piece of body as unknown as AsyncIterable<Uint8Array>) {
    hash.update(piece);
    bytes += piece.length;
  }
  if (hash.digest('hex') !== fileOf(run, format).sha256) throw new Error(`the ${format} of run ${run.id} came damaged`);
  return bytes;
}

function download({ reporterUrl, adminToken }: RunningSystem, run: ReportRun, format: string): Promise<Response> {
  const address = `${reporterUrl}/v1/reports/${run.id}/files/${fileOf(run, format).name}`;
  return fetch(address, { headers: { authorization: `Bearer ${adminToken}` } });
}

function fileOf({ id, files }: ReportRun, format: string): ReportRun['files'][number] {
  const file = files.find((one) => one.format === format);
  if (file === undefined) throw new Error(`run ${id} has no ${format}`);
  return file;
}
