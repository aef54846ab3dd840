import { describe, expect, it } from '@jest/globals';
import { findScope } from '@trailkeeper/catalog';
import { type ActionCount, sumCounts } from '../counts/action-count.js';
import type { EventRow } from '../read-events.js';
import { attentionOf } from './attention.js';
import { chartOf } from './chart.js';
import { type DeletionCounts, deletionCountsOf } from './deletion-counts.js';
import type { DeletionFacts } from './deletion-facts.js';
import { gatherDeletions } from './gather-deletions.js';
import type { Deletion } from './read-deletions.js';
import { actionsSection } from './sections/actions-section.js';
import { headingSections } from './sections/heading-sections.js';
import { summaryOf } from './summary.js';

const SEPTEMBER = { from: new Date('2026-09-01T00:00:00Z'), to: new Date('2026-10-01T00:00:00Z'), timeZone: 'UTC' };

function aCount(action: string, outcome = 'success', events = 1): ActionCount {
  const seen = '2026-09-15T10:00:07.000000Z';
  return { action, emitter: '', outcome, events, firstSeen: seen, lastSeen: seen, late: 0 };
}

function aDeletion({ heading = 'deleted', ...changes }: Partial<EventRow> & Partial<Deletion> = {}): Deletion {
  const event: EventRow = {
    occurredAt: '2026-09-15T10:00:07.000000Z',
    action: 'kms.secrets.delete',
    emitter: '',
    outcome: heading === 'attempted' ? 'failure' : 'success',
    location: 'us-south',
    account: 'a1',
    initiatorId: 'IBMid-1',
    initiatorName: 'anna@example.com',
    initiatorAddress: '192.0.2.7',
    targetId: 'key-1',
    targetName: null,
    targetType: 'kms/key',
    correlationId: 'c-1',
    reasonCode: null,
    reasonText: null,
    ...changes,
  };
  return { event, heading };
}

async function someFacts(
  deletions: Deletion[] = [],
  {
    others = [],
    service = 'kms',
    limit = null,
  }: { others?: ActionCount[]; service?: string; limit?: string | null } = {},
): Promise<DeletionFacts> {
  const scope = findScope(service);
  if (scope === undefined) throw new Error(`no scope ${service}`);
  const counts = [...others, ...deletions.map(({ event }) => aCount(event.action, event.outcome))];
  return {
    scope,
    limit,
    activity: sumCounts(counts),
    counts: deletionCountsOf(counts),
    gathered: await gatherDeletions([deletions], SEPTEMBER),
    previous: null,
    days: { total: 30, begun: 30, withoutEvents: [] },
  };
}

const many = (count: number, changes: Parameters<typeof aDeletion>[0] = {}) =>
  Array.from({ length: count }, () => aDeletion(changes));

describe('deletionCountsOf', () => {
  const only = (changes: Partial<DeletionCounts['byHeading']>) => ({
    deleted: 0,
    prepared: 0,
    undone: 0,
    attempted: 0,
    ...changes,
  });

  it.each<[string, string, Partial<DeletionCounts['byHeading']>, number]>([
    ['kms.secrets.delete', 'success', { deleted: 1 }, 0],
    ['kms.secrets.delete', 'failure', { attempted: 1 }, 0],
    ['kms.secrets.delete', 'pending', { attempted: 1 }, 0],
    ['kms.secrets.delete', 'unknown', { attempted: 1 }, 0],
    ['kms.secrets.delete.failed', 'success', { attempted: 1 }, 1],
    ['kms.secrets.setkeyfordeletion', 'success', { prepared: 1 }, 0],
    ['datacatalog.asset.trash', 'failure', { attempted: 1 }, 0],
    ['kms.secrets.unsetkeyfordeletion', 'success', { undone: 1 }, 0],
    ['kms.secrets.restore', 'failure', {}, 0],
    ['pm-20.training.delete', 'success', { deleted: 1 }, 0],
    ['wdp-profiling.profile.delete.failed', 'success', { attempted: 1 }, 0],
    ['vm.disk.destroy', 'success', { deleted: 1 }, 1],
    ['vm.disk.ack-delete', 'success', {}, 0],
    ['kms.secrets.create', 'success', {}, 0],
  ])('puts %s with outcome %s under its heading', (action, outcome, byHeading, inferred) => {
    expect(deletionCountsOf([aCount(action, outcome)])).toMatchObject({ byHeading: only(byHeading), inferred });
  });
});

describe('summaryOf', () => {
  const words = { during: 'in September 2026', arrived: 7 };
  const others = [aCount('kms.secrets.list', 'success', 1234)];

  it.each<[string, Promise<DeletionFacts>, string]>([
    [
      'deletions of every heading',
      someFacts([
        ...many(10),
        aDeletion({ heading: 'prepared', action: 'kms.secrets.setkeyfordeletion' }),
        aDeletion({ heading: 'undone', action: 'kms.secrets.restore' }),
        ...many(2, { heading: 'attempted' }),
      ]),
      '10 Key Protect deletions succeeded in September 2026; 1 was prepared; 1 was undone; 2 were attempted without known success; 1 burst was found.',
    ],
    [
      'only an attempt',
      someFacts([aDeletion({ heading: 'attempted' })]),
      'No Key Protect deletion is known to have succeeded in September 2026; 1 was attempted without known success.',
    ],
    [
      'one, of some events',
      someFacts([aDeletion()], { service: 'all', limit: 'in location eu-de' }),
      '1 deletion succeeded in September 2026 among events in location eu-de.',
    ],
    [
      'no deletion among other events',
      someFacts([], { others }),
      'No Key Protect deletion happened, was prepared, undone or attempted in September 2026; 1,234 other events in scope show that events did arrive.',
    ],
    [
      'no deletion among other events of an account',
      someFacts([], { others, limit: 'of account a1' }),
      'No Key Protect deletion happened, was prepared, undone or attempted in September 2026 among events of account a1; 1,234 other events in scope show that events did arrive.',
    ],
    [
      'no event',
      someFacts([], { service: 'account-management' }),
      'No account and user management event is known to have happened in September 2026, so no deletion either. 7 items arrived in that time from all services.',
    ],
    [
      'no event of an account',
      someFacts([], { service: 'all', limit: 'of account a1' }),
      'No event of account a1 is known to have happened in September 2026, so no deletion either. 7 items arrived in that time from all services, locations and accounts.',
    ],
  ])('says %s', async (_, facts, said) => {
    expect(summaryOf(await facts, words)).toBe(said);
  });

  it('asks to look when nothing at all arrived', async () => {
    expect(summaryOf(await someFacts(), { ...words, arrived: 0 })).toMatch(
      /Nothing at all arrived in that time: check that events are being sent\.$/,
    );
  });
});

describe('the sections', () => {
  it('say so where there is nothing', async () => {
    const sections = headingSections(await someFacts([], { limit: 'of account a1' }));
    expect(sections.map(({ id, table }) => [id, table])).toEqual([
      ['deleted', null],
      ['prepared', null],
      ['undone', null],
      ['attempted', null],
    ]);
    expect(sections[0]?.paragraphs).toEqual([
      'No successful deletion is known to have happened among events of account a1.',
    ]);
  });

  it('mark rows of a burst and inferred ones, and say what the catalog notes', async () => {
    const facts = await someFacts([
      ...many(10),
      aDeletion({ action: 'pm-20.training.delete', initiatorId: 'IBMid-2', occurredAt: '2026-09-16T00:00:00.000000Z' }),
      aDeletion({ action: 'vm.disk.destroy', initiatorId: null, occurredAt: '2026-09-17T00:00:00.000000Z' }),
    ]);
    const deleted = headingSections(facts)[0];
    const notes = deleted?.table?.rows.map((row) => row.notes?.[0]);
    expect(notes).toEqual([
      ...Array.from({ length: 10 }, () => 'Burst: 1'),
      'Initiator: IBMid-2',
      'Inferred: a deletion by its name.',
    ]);
    expect(deleted?.paragraphs).toContain(
      'pm-20.training.delete: Documented as stopping a training. Whether anything is deleted is not stated.',
    );
    expect(actionsSection(facts).table?.rows.map(({ cells }) => cells.slice(0, 4))).toEqual([
      ['kms.secrets.delete', 'Key deleted', 'Documented', 10],
      ['pm-20.training.delete', 'Training stopped', 'Documented', 1],
      ['vm.disk.destroy', null, 'Inferred', 1],
    ]);
  });

  it('hold 1,000 rows of any number, and cut texts that no page can hold', async () => {
    const facts = await someFacts(many(2_500, { heading: 'attempted', reasonText: 'x'.repeat(5_000) }));
    const table = headingSections(facts).at(-1)?.table;
    expect(table).toMatchObject({ totalRows: 2_500 });
    expect(table?.rows).toHaveLength(1_000);
    expect(table?.rows[0]?.notes?.[0]).toBe(`Reason: ${'x'.repeat(600)}… (cut: 4,400 more characters)`);
  });

  it('tell refused, failed, pending and unknown attempts apart', async () => {
    const attempts = [
      aDeletion({ heading: 'attempted', reasonCode: 403 }),
      aDeletion({ heading: 'attempted', reasonCode: 409 }),
      aDeletion({ heading: 'attempted', outcome: 'pending' }),
      aDeletion({ heading: 'attempted', outcome: 'unknown' }),
    ];
    const rows = headingSections(await someFacts(attempts)).at(-1)?.table?.rows;
    expect(rows?.map(({ cells }) => cells[4])).toEqual([
      { state: 'refused', label: 'Refused 403' },
      { state: 'failure', label: 'Failed 409' },
      { state: 'pending', label: 'Pending' },
      { state: 'attempted', label: 'Unknown' },
    ]);
  });
});

describe('attentionOf', () => {
  it('names bursts, refusals and unknown initiators, the gravest first', async () => {
    const facts = await someFacts(
      [...many(12), aDeletion({ heading: 'attempted', reasonCode: 401 }), aDeletion({ initiatorId: null })],
      { limit: 'of account a1' },
    );
    expect(attentionOf(facts)).toEqual([
      { text: 'Among events of account a1: One burst of 12 deletions by anna@example.com.', section: 'bursts' },
      {
        text: 'Among events of account a1: 1 attempted deletion was refused (reason code 401 or 403).',
        section: 'attempted',
      },
      { text: 'Among events of account a1: 1 event without an initiator id.', section: 'initiators' },
    ]);
  });

  it('says when counts and events disagree', async () => {
    const facts = await someFacts([aDeletion()], { others: [aCount('kms.secrets.delete', 'success', 2)] });
    expect(attentionOf(facts)[0]?.text).toMatch(/^3 events were counted, but 1 event could be read/);
  });
});

describe('the chart', () => {
  const columnsOf = async (from: string, to: string, timeZone = 'UTC') =>
    chartOf(await gatherDeletions([], { from: new Date(from), to: new Date(to), timeZone }));

  it.each([
    ['2026-09-01T00:00:00Z', '2026-12-10T00:00:00Z', 'day', 100, '2026-09-01', '2026-12-09'],
    ['2026-09-01T00:00:00Z', '2026-12-11T00:00:00Z', 'week', 15, '2026-09-01', '2026-12-07'],
    ['2026-01-01T00:00:00Z', '2030-01-01T00:00:00Z', 'month', 48, '2026-01-01', '2029-12-01'],
  ])('from %s to %s has a column a %s', async (from, to, per, count, first, last) => {
    const chart = await columnsOf(from, to);
    expect([chart.per, chart.columns.length]).toEqual([per, count]);
    expect([chart.columns[0]?.label, chart.columns.at(-1)?.label]).toEqual([first, last]);
  });

  it('counts an event for the day of its zone', async () => {
    const period = {
      from: new Date('2026-09-14T18:30:00Z'),
      to: new Date('2026-09-16T18:30:00Z'),
      timeZone: 'Asia/Kolkata',
    };
    const events = ['2026-09-15T18:29:59.999999Z', '2026-09-15T18:30:00.000000Z'];
    const chart = chartOf(await gatherDeletions([events.map((occurredAt) => aDeletion({ occurredAt }))], period));
    expect(chart.columns).toEqual([
      { label: '2026-09-15', values: [1, 0, 0, 0] },
      { label: '2026-09-16', values: [1, 0, 0, 0] },
    ]);
  });
});
