import { chmodSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase } from '@trailkeeper/database/testing';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { downloadFile, makeReport } from '../src/demo/make-report.js';
import { plausibleEvents, type ProducedEvent } from '../src/demo/plausible-events.js';
import { batchesOf, sendEvents } from '../src/demo/send-events.js';
import { startSystem } from '../src/system/start-system.js';
import type { RunningSystem } from '../src/system/system.js';
import { expectedCoverage, type ExpectedCounts } from './expected-coverage.js';
import { readCsv } from './read-csv.js';

const MONTH = { from: new Date('2026-09-01T00:00:00Z'), to: new Date('2026-10-01T00:00:00Z') };

/** Both built apps as `npm start` runs them: events in over HTTP, reports out, read back and compared. */
describe('the main path', () => {
  const events = [...plausibleEvents({ ...MONTH, count: 5000, seed: 42 })];
  const expected = expectedCoverage(events);
  const dataDir = realpathSync(mkdtempSync(join(tmpdir(), 'trailkeeper-main-path-')));
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  let system: RunningSystem;

  beforeAll(async () => {
    chmodSync(dataDir, 0o711);
    database = await createTestDatabase();
    const environment = { ...process.env, LOG_LEVEL: 'error' };
    system = await startSystem({
      dataDir,
      databaseUrl: database.ownerUrl,
      collectorPort: 0,
      reporterPort: 0,
      environment,
    });
  });

  afterAll(async () => {
    await system?.stop();
    await database?.drop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('stores every event once, however often it is sent', async () => {
    const first = await sendEvents(batchesOf(events, 500), { ...system, parallel: 3 });
    const again = await sendEvents(batchesOf(events, 300), { ...system, parallel: 2 });

    expect(first).toMatchObject({ received: events.length, stored: events.length, quarantined: 0 });
    expect(again).toMatchObject({ received: events.length, stored: 0, duplicates: events.length });
  });

  it.each([...expected.keys()])(
    'reports the coverage of %s with the right numbers, as CSV and as PDF',
    async (service) => {
      const actions = expected.get(service) ?? new Map<string, ExpectedCounts | undefined>();
      const run = await makeReport(system, { kind: 'event-coverage', service, from: '2026-09-01', to: '2026-10-01' });
      const [csvFile, pdfFile] = ['csv', 'pdf'].map(
        (format) => run.files.find((file) => file.format === format)?.name ?? '',
      );
      const rows = readCsv((await downloadFile(system, run, csvFile ?? '')).toString('utf8'));
      const documented = rows.filter((row) => row['status'] === 'documented');

      expect(documented.map(numbersOfRow).sort(byAction)).toEqual([...actions].map(numbersOfCounts).sort(byAction));

      const seen = [...actions.values()].filter((counts) => counts !== undefined).length;
      const text = await readPdf(await downloadFile(system, run, pdfFile ?? ''));
      expect(text).toContain(`Documentedactionsseen${seen}`);
      expect(text).toContain(`Documentedactionsnotseen${actions.size - seen}`);
      const missing = documented.filter((row) => !pdfRow(row, actions.get(row['action'] ?? '')).test(text));
      expect(missing.map((row) => row['action'])).toEqual([]);
    },
  );

  it('lists every deletion of kms under its heading', async () => {
    const rows = await csvOf(system, 'deletions', 'kms');

    const isSuccess = (event: ProducedEvent) => event['outcome'] === 'success';
    const of = (...actions: string[]) => events.filter((event) => actions.includes(String(event['action'])));
    const deletions = of('kms.secrets.delete', 'kms.registrations.delete');
    const others = of('kms.secrets.setkeyfordeletion', 'kms.secrets.unsetkeyfordeletion');
    expect(rows.filter((row) => row['heading'] === 'deleted')).toHaveLength(deletions.filter(isSuccess).length);
    expect(rows.filter((row) => row['action']?.endsWith('.delete'))).toHaveLength(deletions.length);
    expect(rows.filter((row) => ['prepared', 'undone'].includes(row['heading'] ?? ''))).toHaveLength(
      others.filter(isSuccess).length,
    );
  });

  it('lists every failure of all services, the refused apart', async () => {
    const rows = await csvOf(system, 'failures', 'all');

    const failed = events.filter(
      (event) => event['outcome'] === 'failure' || String(event['action']).endsWith('.failed'),
    );
    const codes = failed.map((event) => String((event['reason'] as { reasonCode: number }).reasonCode));
    expect(rows.map((row) => row['reason_code']).sort()).toEqual(codes.sort());
    expect(rows.filter((row) => row['kind'] === 'refused')).toHaveLength(
      codes.filter((code) => code === '401' || code === '403').length,
    );
  });
});

async function csvOf(system: RunningSystem, kind: string, service: string): Promise<Record<string, string>[]> {
  const run = await makeReport(system, { kind, service, from: '2026-09-01', to: '2026-10-01' });
  const file = run.files.find(({ format }) => format === 'csv')?.name ?? '';
  return readCsv((await downloadFile(system, run, file)).toString('utf8'));
}

function numbersOfRow(row: Record<string, string>) {
  const { action, state, success, failure, pending, unknown, first_seen: first, last_seen: last } = row;
  const times = { first: first ? Date.parse(first) : undefined, last: last ? Date.parse(last) : undefined };
  return {
    action,
    state,
    success: Number(success),
    failure: Number(failure),
    pending: Number(pending),
    unknown: Number(unknown),
    ...times,
  };
}

function numbersOfCounts([action, counts]: [string, ExpectedCounts | undefined]) {
  const none = { success: 0, failure: 0, pending: 0, unknown: 0, first: undefined, last: undefined };
  return { action, state: counts ? 'seen' : 'not-seen', ...(counts ?? none) };
}

function byAction(one: { action: string | undefined }, other: { action: string | undefined }): number {
  return String(one.action) < String(other.action) ? -1 : 1;
}

/**
 * A row of the PDF's table as its text reads without any white space: the words from the CSV, the numbers ours. What is
 * said under the action comes right behind it.
 */
function pdfRow(row: Record<string, string>, counts: ExpectedCounts | undefined): RegExp {
  const isPendingOnly = counts !== undefined && counts.success + counts.failure + counts.unknown === 0;
  const state = counts === undefined ? 'Not seen' : isPendingOnly ? 'Seen, pending only' : 'Seen';
  const numbers = [counts?.success, counts?.failure, counts?.pending, counts?.unknown].map((number) =>
    (number ?? 0).toLocaleString('en'),
  );
  const first = counts === undefined ? '–' : new Date(counts.first).toISOString().slice(0, 19).replace('T', '');
  const [action, rest] = [row['action'] ?? '', [row['title'], state, ...numbers, first].join('')].map((text) =>
    text.replaceAll(/\s/g, '').replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`),
  );
  return new RegExp(`${action}.{0,400}?${rest}`);
}

async function readPdf(bytes: Buffer): Promise<string> {
  const document = await getDocument({ data: new Uint8Array(bytes), verbosity: 0 }).promise;
  let text = '';
  for (let number = 1; number <= document.numPages; number += 1) {
    const content = await (await document.getPage(number)).getTextContent();
    text += content.items.map((item) => ('str' in item ? item.str : '')).join('');
  }
  await document.destroy();
  return text.replaceAll(/\s/g, '');
}
