import { setTimeout as sleep } from 'node:timers/promises';
import { createdRunSchema, reportRunSchema, type ReportRun } from '@trailkeeper/contract';

/** Where the reporter is and who asks. */
export interface Reporter {
  reporterUrl: string;
  adminToken: string;
}

/** What `POST /v1/reports` takes. */
export interface ReportRequest {
  kind: string;
  service: string;
  from: string;
  to: string;
  timeZone?: string;
}

/** Asks for a report and waits until it is done; fails with the run's own reason, or after `patienceMs`. */
export async function makeReport(reporter: Reporter, request: ReportRequest, patienceMs = 120_000): Promise<ReportRun> {
  const { id } = createdRunSchema.parse(await askReporter(reporter, '/v1/reports', request));
  for (const deadline = Date.now() + patienceMs; Date.now() < deadline; await sleep(100)) {
    const run = reportRunSchema.parse(await askReporter(reporter, `/v1/reports/${id}`));
    if (run.status === 'done') return run;
    if (run.status === 'failed') throw new Error(`Report ${id} failed: ${run.failure}`);
  }
  throw new Error(`Report ${id} was not done after ${patienceMs / 1000} s`);
}

/** One file of a finished run. */
export async function downloadFile(reporter: Reporter, run: ReportRun, name: string): Promise<Buffer> {
  const answer = await request(reporter, `/v1/reports/${run.id}/files/${encodeURIComponent(name)}`);
  return Buffer.from(await answer.arrayBuffer());
}

/** JSON from the reporter: GET, or POST when there is something to say. Fails with what the reporter answered. */
export async function askReporter(reporter: Reporter, path: string, body?: unknown): Promise<unknown> {
  const answer = await request(reporter, path, body);
  return answer.json();
}

async function request({ reporterUrl, adminToken }: Reporter, path: string, body?: unknown): Promise<Response> {
  const answer = await fetch(`${reporterUrl}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      authorization: `Bearer ${adminToken}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${path}: the reporter answered ${answer.status}: ${await answer.text()}`);
  return answer;
}
