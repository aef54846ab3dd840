import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { execute, query, withTransaction } from '@trailkeeper/database';
import { LeaseLostError } from '../leases/keep-lease.js';
import { aDefinition } from '../../test/a-definition.js';
import { insertSchedule, insertSlot } from '../../test/sent-slot.js';
import { type Ledger, openLedger } from '../../test/slot-ledger.js';
import { deleteReport } from '../runs/delete-report.js';
import type { ClaimedSlot } from './claim-slot.js';
import { finishBundling, handBackSlot, prolongLease, retrySlotLater } from './release-slot.js';

let ledger: Ledger;
beforeAll(async () => {
  ledger = await openLedger({ reports: ['failures', 'deletions'], services: ['kms', 'codeengine'], account: 'a1' });
});
afterAll(async () => {
  await ledger?.stop();
});
beforeEach(() => ledger.clear());

const finish = (claimed: ClaimedSlot) =>
  withTransaction(ledger.reporter, 'READ COMMITTED', (runner) => finishBundling(runner, claimed, ledger.now()));
const retryLater = (claimed: ClaimedSlot, failure = 'The database was not able to answer (53300).') =>
  retrySlotLater(ledger.reporter, claimed, { failure, now: ledger.now() });

/** A slot whose reports are made. */
async function bundlingSlot(): Promise<string> {
  const id = await ledger.slot();
  await ledger.ask();
  await ledger.endRuns();
  await ledger.collect();
  return id;
}

describe('a slot that is due', () => {
  it('asks for each report of each service, in the name of its schedule', async () => {
    const id = await ledger.slot();
    expect(await ledger.ask()).toMatchObject([{ id, isNew: true, reports: 4 }]);
    expect(await ledger.row(id)).toMatchObject({ status: 'running', step: 'reporting', attempts: 0, fence: '1' });
    const runs = await ledger.runsOf(id);
    expect(runs.map(({ service, kind }) => `${service} ${kind}`)).toEqual([
      ...['codeengine deletions', 'codeengine failures', 'kms deletions', 'kms failures'],
    ]);
    expect(runs[3]).toMatchObject({
      status: 'queued',
      requestedBy: 'schedule "daily"',
      parameters: {
        service: 'kms',
        from: '2026-09-15T00:00:00.000Z',
        to: '2026-09-16T00:00:00.000Z',
        timeZone: 'UTC',
        location: null,
        account: 'a1',
        formats: ['csv'],
      },
    });
    const [row] = await query<object>(ledger.owner, 'select started_at, horizon from schedule_slot where id = $1', [
      id,
    ]);
    expect(row).toEqual({ started_at: ledger.now(), horizon: expect.objectContaining({ lastBatch: '0' }) });
  });

  it('begins once, and not before its start', async () => {
    const early = await ledger.slot({ startsAt: '2026-09-16T06:00:00.001Z' });
    const due = await ledger.slot({ startsAt: '2026-09-16T06:00:00Z' });
    expect((await ledger.ask()).map(({ id }) => id)).toEqual([due]);
    expect(await ledger.ask()).toEqual([]);
    expect(await ledger.row(early)).toMatchObject({ status: 'waiting', step: 'waiting', fence: '0' });
  });

  it('waits while eight others wait for their reports, the oldest first, whoever asks', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 20; count += 1) ids.push(await ledger.slot());
    const asked = (await Promise.all(Array.from({ length: 4 }, () => ledger.ask()))).flat();
    expect(asked.map(({ id }) => id)).toEqual(ids.slice(0, 8));
    expect(await ledger.ask()).toEqual([]);
    await ledger.endRuns();
    await ledger.collect();
    expect((await ledger.ask()).map(({ id }) => id)).toEqual(ids.slice(8, 9));
  });

  it('takes turns with those of other schedules, also where one of them has fallen behind', async () => {
    for (let count = 0; count < 20; count += 1) await ledger.slot();
    const definition = aDefinition({ reports: ['failures'] });
    const [one, two] = [
      await insertSchedule(ledger.owner, definition, 'b'),
      await insertSchedule(ledger.owner, definition, 'c'),
    ];
    const others = [];
    for (const schedule of [one, one, two]) {
      others.push(await insertSlot(ledger.owner, schedule, { dueAt: `2026-05-01T00:0${others.length}:00Z` }));
    }
    const names = async (places: number) => (await ledger.ask(places)).map(({ name }) => name);
    expect(await names(4)).toEqual(['daily', 'b', 'c', 'daily']);
    // Of the one that has two places others go first.
    expect(await names(6)).toEqual(['b', 'daily']);
    await execute(ledger.owner, `update report_run set status = 'failed', failure = 'no', finished_at = now()`);
    while ((await ledger.collect()) !== undefined);
    ledger.wait(1);
    expect(await names(3)).toEqual(['daily', 'b', 'c']);
    expect(others).toHaveLength(3);
  });

  it('is not kept waiting by one that waits out a pause', async () => {
    const stuck = await ledger.slot();
    await ledger.ask(1);
    await ledger.endRuns('no');
    await ledger.collect();
    const next = await ledger.slot();
    expect((await ledger.ask(1)).map(({ id }) => id)).toEqual([next]);
    expect(await ledger.row(stuck)).toMatchObject({ step: 'reporting', attempts: 1 });
  });
});

describe('the reports of a slot', () => {
  it('lead to its bundle once all of them are done', async () => {
    const id = await ledger.slot();
    await ledger.ask();
    expect(await ledger.collect()).toBeUndefined();
    await ledger.endRuns();
    expect(await ledger.collect()).toEqual({ id, outcome: 'made', failure: null });
    expect(await ledger.collect()).toBeUndefined();
    const claimed = await ledger.claim();
    const runs = await ledger.runsOf(id);
    expect(claimed?.runIds).toEqual([runs[3], runs[2], runs[1], runs[0]].map((run) => run?.id));
  });

  it('are asked for again when they failed, with growing pauses, until the owner is told after the tenth try', async () => {
    const id = await ledger.slot();
    const pauses: number[] = [];
    for (let tries = 1; tries <= 10; tries += 1) {
      expect((await ledger.ask()).map(({ isNew }) => isNew)).toEqual([tries === 1]);
      await execute(ledger.owner, FAIL_ONE, ['The connection to the database broke.']);
      await ledger.endRuns();
      expect(await ledger.collect()).toMatchObject({ id, outcome: tries === 10 ? 'failed' : 'retried' });
      for (let minutes = 0; tries < 10 && (await ledger.row(id)).tryAfter! > ledger.now(); minutes += 1) {
        if (minutes === 0) pauses.push(((await ledger.row(id)).tryAfter!.getTime() - ledger.now().getTime()) / 60_000);
        expect(await ledger.ask()).toEqual([]);
        ledger.wait(minutes < 2 ? 0.5 : 30);
      }
    }
    expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
    const runs = await ledger.runsOf(id);
    // Only what failed: the other three were made once.
    expect(runs).toHaveLength(4 + 9);
    expect(new Set(runs.slice(4).map(({ service, kind }) => `${service} ${kind}`))).toEqual(new Set(['kms deletions']));
    expect(await ledger.row(id)).toMatchObject({
      status: 'notifying',
      step: 'notifying',
      failure: expect.stringMatching(
        /^Report deletions of kms failed \(run [-0-9a-f]{36}\): The connection to the database broke\. It was tried 10 times\.$/,
      ),
    });
    expect(await ledger.deliveriesOf(id)).toEqual([{ content: 'notice', status: 'waiting', attempts: 0 }]);
  });

  it('are asked for again when their files were deleted before they were bundled', async () => {
    const id = await bundlingSlot();
    const [deleted] = await ledger.runsOf(id);
    await deleteReport(ledger.reporter, deleted!.id, { by: 'retention', reason: 'old' });
    expect(await ledger.claim()).toBeUndefined();
    expect(await ledger.row(id)).toMatchObject({ step: 'reporting', attempts: 0, failure: null });
    expect(await ledger.ask()).toMatchObject([{ id, isNew: false, reports: 1 }]);
    await ledger.endRuns();
    await ledger.collect();
    const claimed = await ledger.claim();
    expect(claimed?.runIds).toHaveLength(4);
    expect(claimed?.runIds).not.toContain(deleted?.id);
  });

  it('that were deleted while others of them were being made are asked for again at once', async () => {
    const id = await ledger.slot();
    await ledger.ask();
    await ledger.endRuns();
    await deleteReport(ledger.reporter, (await ledger.runsOf(id))[1]!.id, { by: 'somebody', reason: 'old' });
    expect(await ledger.collect()).toMatchObject({ id, outcome: 'asked-again' });
    expect(await ledger.ask()).toMatchObject([{ id, isNew: false, reports: 1 }]);
  });

  it('that are all asked for again take a new horizon; beside reports that are kept the old one stays', async () => {
    const id = await ledger.slot();
    const horizons: string[] = [];
    const askAgain = async () => {
      await ledger.ask();
      const [row] = await query<{ at: string }>(ledger.owner, `select horizon ->> 'at' as "at" from schedule_slot`);
      horizons.push(row!.at);
    };
    await askAgain();
    await ledger.endRuns('no');
    await ledger.collect();
    ledger.wait(1);
    await askAgain();
    await ledger.endRuns();
    await deleteReport(ledger.reporter, (await ledger.runsOf(id))[4]!.id, { by: 'somebody', reason: 'old' });
    await ledger.collect();
    await askAgain();
    expect([horizons[1] !== horizons[0], horizons[2]]).toEqual([true, horizons[1]]);
  });

  it('are asked for again in time after a clock that had been wrong', async () => {
    const id = await ledger.slot();
    await ledger.ask();
    await ledger.endRuns('no');
    ledger.wait(400 * 24 * 60);
    await ledger.collect();
    ledger.wait(-400 * 24 * 60);
    expect(await ledger.ask()).toMatchObject([{ id, isNew: false }]);
  });

  const FAIL_ONE = `
    update report_run set status = 'failed', failure = $1, finished_at = clock_timestamp()
    where status = 'queued' and kind = 'deletions' and parameters ->> 'service' = 'kms'
  `;
});

describe('a slot that is bundled', () => {
  it('belongs to one of many processes', async () => {
    const id = await bundlingSlot();
    const claimed = await Promise.all(Array.from({ length: 4 }, () => ledger.claim()));
    expect(claimed.filter((one) => one !== undefined).map((one) => one.id)).toEqual([id]);
  });

  it('goes to its targets in the transaction of its bundle', async () => {
    const id = await bundlingSlot();
    const claimed = (await ledger.claim())!;
    await finish(claimed);
    expect(await ledger.row(id)).toEqual({
      ...{ status: 'running', step: 'delivering', attempts: 0, fence: claimed.fence },
      ...{ leasedUntil: null, tryAfter: null, failure: null },
    });
    expect(await ledger.deliveriesOf(id)).toEqual([{ content: 'bundle', status: 'waiting', attempts: 0 }]);
  });

  it('is taken up by the next process once its lease ran out; the first finishes nothing', async () => {
    const id = await bundlingSlot();
    const stale = (await ledger.claim())!;
    expect(await ledger.claim()).toBeUndefined();
    await ledger.expire(id);
    const current = (await ledger.claim())!;
    expect([current.id, current.attempts, Number(current.fence) - Number(stale.fence)]).toEqual([id, 2, 1]);
    expect(await prolongLease(ledger.reporter, stale, 30_000)).toBe(false);
    await expect(finish(stale)).rejects.toThrow(LeaseLostError);
    expect(await retryLater(stale)).toBe('lost');
    expect(await handBackSlot(ledger.reporter, stale)).toBe(false);
    expect(await ledger.deliveriesOf(id)).toEqual([]);
    expect(await prolongLease(ledger.reporter, current, 30_000)).toBe(true);
    await finish(current);
    await expect(finish(current)).rejects.toThrow(LeaseLostError);
    expect(await ledger.deliveriesOf(id)).toHaveLength(1);
  });

  it('does not count a try that was handed back', async () => {
    await bundlingSlot();
    expect(await handBackSlot(ledger.reporter, (await ledger.claim())!)).toBe(true);
    expect((await ledger.claim())?.attempts).toBe(1);
  });

  it('is tried again with growing pauses, until the owner is told after the tenth try', async () => {
    const id = await bundlingSlot();
    for (const minutes of [1, 2, 4, 8, 16, 32, 60, 60, 60]) {
      expect(await retryLater((await ledger.claim())!)).toBe('retried');
      ledger.wait(minutes - 0.1);
      expect(await ledger.claim()).toBeUndefined();
      ledger.wait(0.1);
    }
    expect(await retryLater((await ledger.claim())!)).toBe('failed');
    expect(await ledger.row(id)).toMatchObject({
      status: 'notifying',
      failure: 'The database was not able to answer (53300). It was tried 10 times.',
    });
    expect(await ledger.deliveriesOf(id)).toEqual([{ content: 'notice', status: 'waiting', attempts: 0 }]);
  });

  it('is given up when its process died at every try', async () => {
    const id = await bundlingSlot();
    for (let tries = 1; tries <= 10; tries += 1) {
      expect((await ledger.claim())?.attempts).toBe(tries);
      await ledger.expire(id);
    }
    expect(await ledger.claim()).toBeUndefined();
    expect(await ledger.row(id)).toMatchObject({ status: 'notifying', failure: expect.stringContaining('stopped') });
  });
});

describe('the row of a slot', () => {
  it.each([
    [`step = 'ended'`],
    [`status = 'delivered'`],
    [`status = 'delivered', step = 'ended'`],
    [`finished_at = now()`],
    [`status = 'skipped', step = 'ended', finished_at = now()`],
    [`status = 'delivered', step = 'ended', finished_at = now(), skipped_by = 'x', skip_reason = 'y'`],
    [`status = 'both', step = 'ended', finished_at = now()`],
  ])('has one end, with its time, or none: not %s', async (change) => {
    const id = await ledger.slot();
    const broken = execute(ledger.reporter, `update schedule_slot set ${change} where id = '${id}'`);
    await expect(broken).rejects.toMatchObject({ code: '23514' });
  });

  it('is one for each due time', async () => {
    await ledger.slot({ dueAt: '2026-03-01T00:00:00Z' });
    await expect(ledger.slot({ dueAt: '2026-03-01T00:00:00Z' })).rejects.toMatchObject({ code: '23505' });
  });

  it.each(['delete from schedule_slot', 'truncate schedule_slot cascade', `update schedule_slot set due_at = now()`])(
    'cannot be changed by the reporter with: %s',
    async (statement) => {
      await expect(execute(ledger.reporter, statement)).rejects.toMatchObject({ code: '42501' });
    },
  );
});
