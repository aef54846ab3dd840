import { copyOut, openDataSource, query } from '@trailkeeper/database';
import { createTestDatabase } from '@trailkeeper/database/testing';
import type { DataSource, QueryRunner } from 'typeorm';
import type { CsvRow, CsvTable, ReportContext } from '../src/reports/report-kind.js';

/** A database of the test's own, as its owner (who plays the collector) and as the reporter. */
export interface TestTrail {
  owner: DataSource;
  reporter: DataSource;
  stop(): Promise<void>;
}

/** Opens an empty trail; `stop` closes and drops it. */
export async function openTestTrail(): Promise<TestTrail> {
  const database = await createTestDatabase();
  const owner = await openDataSource({ url: database.ownerUrl, applicationName: 'test', poolSize: 2 });
  const reporter = await openDataSource({ url: database.reporterUrl, applicationName: 'test', poolSize: 4 });
  const stop = async () => {
    await reporter.destroy();
    await owner.destroy();
    await database.drop();
  };
  return { owner, reporter, stop };
}

/** How a report kind reads the transaction of a runner. */
export function readingOf(runner: QueryRunner): Pick<ReportContext, 'query' | 'copy'> {
  return {
    query: (sql, params) => query(runner, sql, params),
    copy: (select, params) => copyOut(runner, select, params),
  };
}

/** All rows of a CSV. */
export async function rowsOf(csv: CsvTable): Promise<CsvRow[]> {
  const rows: CsvRow[] = [];
  for await (const some of csv.rows) rows.push(...some);
  return rows;
}
