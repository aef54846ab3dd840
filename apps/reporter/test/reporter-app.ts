import { setTimeout as sleep } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { ReportRun } from '@trailkeeper/contract';
import { openDataSource } from '@trailkeeper/database';
import { createTestDatabase } from '@trailkeeper/database/testing';
import { reporterSettings } from '../src/config.js';
import { createReporter } from '../src/create-reporter.js';

const ADMIN_TOKEN = 'an-admin-token-for-tests';
const SECRET_KEY = 'a-secret-key-for-tests';
export const AUTHORIZATION = { authorization: `Bearer ${ADMIN_TOKEN}` };

/** The whole reporter on a database, without a port; `changes` are settings. */
export function startReporter(
  databaseUrl: string,
  changes: Record<string, string> = {},
): Promise<NestFastifyApplication> {
  const defaults = { ADMIN_TOKEN, SECRET_KEY, ORGANISATION: 'Example Bank AG', DATABASE_POOL_SIZE: '5' };
  const env = { DATABASE_URL: databaseUrl, ...defaults, ...changes };
  return createReporter(reporterSettings(env), { level: (process.env['TEST_LOG'] ?? 'silent') as 'silent' });
}

/** A reporter (`changes` are settings) on an empty trail of the test's own, which `owner` may fill; `stop` closes and drops all of it. */
export async function startReporterOnTrail(changes: Record<string, string> = {}) {
  const database = await createTestDatabase();
  const owner = await openDataSource({ url: database.ownerUrl, applicationName: 'test', poolSize: 2 });
  const app = await startReporter(database.reporterUrl, changes);
  const stop = async () => {
    await app.close();
    await owner.destroy();
    await database.drop();
  };
  return { database, owner, app, stop };
}

/** Asks for a report and gives the answer as it is. */
export function postReport(app: NestFastifyApplication, body: unknown) {
  return app.inject({ method: 'POST', url: '/v1/reports', headers: AUTHORIZATION, payload: body as object });
}

/** The run once it is done or failed. */
export async function endedRun(app: NestFastifyApplication, id: string): Promise<ReportRun> {
  for (let tries = 0; tries < 600; tries += 1) {
    const answer = await app.inject({ url: `/v1/reports/${id}`, headers: AUTHORIZATION });
    const run = answer.json<ReportRun>();
    if (run.status === 'done' || run.status === 'failed') return run;
    await sleep(50);
  }
  throw new Error(`run ${id} did not end within 30 s`);
}
