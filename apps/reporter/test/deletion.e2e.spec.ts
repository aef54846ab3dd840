import { once } from 'node:events';
import http, { type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { ReportRun } from '@trailkeeper/contract';
import { execute, query } from '@trailkeeper/database';
import type { DataSource, QueryRunner } from 'typeorm';
import { AUTHORIZATION, startReporterOnTrail } from './reporter-app.js';
import { insertRun } from './sent-run.js';

let owner: DataSource;
let app: NestFastifyApplication;
let stop: () => Promise<void>;

beforeAll(async () => void ({ owner, app, stop } = await startReporterOnTrail()));
afterAll(() => stop?.());

const get = (url: string, headers: Record<string, string> = {}) =>
  app.inject({ url, headers: { ...AUTHORIZATION, ...headers } });
const remove = (id: string, search = '?reason=sent+to+the+wrong+auditor') =>
  app.inject({ method: 'DELETE', url: `/v1/reports/${id}${search}`, headers: AUTHORIZATION });

/** How many chunks, documents and file rows a run has. */
async function contentsOf(runId: string) {
  const [row] = await query<object>(owner, COUNT_CONTENTS, [runId]);
  return row;
}

const COUNT_CONTENTS = `
select (select count(*)::int from report_file_chunk c join report_file f on f.id = c.file_id where f.run_id = $1) as "chunks",
       (select count(*)::int from report_document d where d.run_id = $1) as "documents",
       (select count(*)::int from report_file f where f.run_id = $1) as "files"
`;

describe('a deletion', () => {
  let id: string;
  let other: string;
  let before: ReportRun;
  let deleted: ReportRun;

  beforeAll(async () => {
    [id, other] = [await insertRun(owner), await insertRun(owner)];
    before = (await get(`/v1/reports/${id}`)).json();
    const answer = await remove(id);
    expect(answer.statusCode).toBe(200);
    deleted = answer.json();
  });

  it('keeps the run, what its files were, and who deleted them, when and why', async () => {
    expect(before).toMatchObject({ deletion: null, reviews: [], files: [{ name: 'report.csv', bytes: 262_154 }] });
    const deletion = { by: 'administrator', reason: 'sent to the wrong auditor', at: expect.stringMatching(/^20.*Z$/) };
    expect(deleted).toEqual({ ...before, deletion });
    expect((await get(`/v1/reports/${id}`)).json()).toEqual(deleted);
    expect((await get('/v1/reports?deleted=true')).json().items).toEqual([deleted]);
  });

  it('removes the bytes and the document, of this run only', async () => {
    expect(await contentsOf(id)).toEqual({ chunks: 0, documents: 0, files: 1 });
    expect(await contentsOf(other)).toEqual({ chunks: 2, documents: 1, files: 1 });
  });

  it('is what every later download is told, also by whom has the file', async () => {
    const etag = `"${before.files[0]!.sha256}"`;
    for (const headers of [{}, { range: 'bytes=0-9' }, { 'if-none-match': etag }]) {
      const answer = await get(`/v1/reports/${id}/files/report.csv`, headers as Record<string, string>);
      expect([answer.statusCode, answer.json().code]).toEqual([410, 'gone']);
      expect(answer.json().deletion).toEqual(deleted.deletion);
      expect(answer.json().detail).toBe(
        `The files of report run ${id} were deleted by administrator at ${deleted.deletion!.at}. Reason: sent to the wrong auditor`,
      );
    }
    expect((await get(`/v1/reports/${id}/files/other.csv`)).statusCode).toBe(404);
    expect((await get(`/v1/reports/${other}/files/report.csv`)).statusCode).toBe(200);
  });

  it('happens once, and of many at once exactly one does it', async () => {
    const again = await remove(id, '?reason=again');
    expect([again.statusCode, again.json().code]).toEqual([409, 'conflict']);
    expect(again.json().detail).toContain('sent to the wrong auditor');

    const raced = await insertRun(owner);
    const answers = await Promise.all(Array.from({ length: 6 }, (_, index) => remove(raced, `?reason=number${index}`)));
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409, 409, 409, 409, 409]);
    const winner = answers.find(({ statusCode }) => statusCode === 200)!.json<ReportRun>();
    expect((await get(`/v1/reports/${raced}`)).json()).toEqual(winner);
  });
});

describe('a deletion is refused', () => {
  it.each([
    ['queued', /cannot be deleted: it is queued \(0%\)\. Try again once it is done/],
    ['running', /cannot be deleted: it is running/],
    ['failed', /cannot be deleted: it has failed and has no files \(The database.*\)\. Ask for the report again/],
  ] as const)('of a run that is %s', async (status, detail) => {
    const id = await insertRun(owner, { status });
    const answer = await remove(id);
    expect([answer.statusCode, answer.json().code]).toEqual([409, 'conflict']);
    expect(answer.json().detail).toMatch(detail);
    expect((await get(`/v1/reports/${id}`)).json()).toMatchObject({ status, deletion: null });
  });

  it.each(['11111111-1111-4111-8111-111111111111', 'nonsense', '%00'])('of a run %s that is not there', async (id) => {
    expect((await remove(id)).json()).toMatchObject({ status: 404, code: 'not_found' });
  });

  it.each([
    ['', 'reason'],
    ['?reason=', 'reason'],
    ['?reason=%20%0A%20', 'reason'],
    ['?reason=a%00b', 'reason'],
    [`?reason=${'x'.repeat(2001)}`, 'reason'],
    ['?reason=a&reason=b', 'reason'],
    ['?reason=a&force=true', 'force'],
  ])('with %p, naming the field', async (search, field) => {
    const id = await insertRun(owner);
    const answer = await remove(id, search);
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'invalid_request']);
    expect(answer.json().errors.map((error: { field: string }) => error.field)).toEqual([field]);
    expect(await contentsOf(id)).toEqual({ chunks: 2, documents: 1, files: 1 });
  });

  it('of none with any other odd reason', async () => {
    for (const [search, reason] of [
      ['?reason=%FF', '%FF'],
      [`?reason=${'x'.repeat(1000)}`, 'x'.repeat(1000)],
      [`?reason=${encodeURIComponent(' “zu früh” 😀 ')}`, '“zu früh” 😀'],
    ] as const) {
      const answer = await remove(await insertRun(owner), search);
      expect([answer.statusCode, answer.json().deletion.reason]).toEqual([200, reason]);
    }
  });
});

describe('a download under way', () => {
  // 24 MiB: more than what the sockets between the two ends hold.
  const content = Buffer.alloc(24 * 1024 * 1024, 'x');

  it('is cut off by a deletion, and never looks complete', async () => {
    const id = await insertRun(owner, { content });
    await app.listen(0, '127.0.0.1');
    const request = http.get(`${await app.getUrl()}/v1/reports/${id}/files/report.csv`, { headers: AUTHORIZATION });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    let received = 0;
    let hasEnded = false;
    response.on('end', () => (hasEnded = true));
    response.once('data', () => response.pause());
    response.on('data', (piece: Buffer) => (received += piece.length));
    await sleep(300);
    expect((await remove(id)).statusCode).toBe(200);

    const failure = once(response, 'close').catch((error: unknown) => error);
    response.resume();
    expect(await failure).toMatchObject({ code: 'ECONNRESET' });
    expect([response.statusCode, response.headers['content-length']]).toEqual([200, String(content.length)]);
    expect([response.complete, hasEnded]).toEqual([false, false]);
    expect(received).toBeGreaterThan(0);
    expect(received).toBeLessThan(content.length);
  });

  it('that has sent nothing yet is told that the file is gone', async () => {
    const id = await insertRun(owner);
    const other = owner.createQueryRunner();
    await other.startTransaction();
    await other.query('lock table report_file_chunk in access exclusive mode');
    const answer = get(`/v1/reports/${id}/files/report.csv`).then((sent) => sent);
    while ((await query(owner, FIND_WAITING)).length === 0) await sleep(20);
    await deleteContents(other, id);
    await other.commitTransaction();
    await other.release();
    const { statusCode, headers, ...rest } = await answer;
    expect([statusCode, rest.json().code, headers.etag]).toEqual([410, 'gone', undefined]);
    expect(rest.json().deletion.reason).toBe('just now');
  });
});

/** As `deleteReport` does, in a transaction that is already open. */
async function deleteContents(runner: QueryRunner, id: string): Promise<void> {
  const reason = `deleted_at = now(), deleted_by = 'x', deletion_reason = 'just now'`;
  await execute(runner, `update report_run set ${reason} where id = $1`, [id]);
  await execute(runner, 'delete from report_file_chunk using report_file f where f.id = file_id and f.run_id = $1', [
    id,
  ]);
}

const FIND_WAITING = `
select from pg_stat_activity
where datname = current_database() and application_name = 'trailkeeper-reporter' and wait_event_type = 'Lock'
`;
