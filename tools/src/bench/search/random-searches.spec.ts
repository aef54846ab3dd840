import { describe, expect, it } from '@jest/globals';
import { randomSearches } from './random-searches.js';
import type { SampledEvent, SearchedTrail } from './searched-trail.js';

function anEvent(nth: number): SampledEvent {
  return {
    action: `kms.secrets.do${nth}`,
    emitter: '',
    outcome: nth % 5 === 0 ? 'failure' : 'success',
    severity: null,
    location: 'eu-de',
    account: 'a1',
    initiatorId: `id "${nth}"`,
    initiatorName: 'Ann, of course',
    initiatorAddress: nth % 2 === 0 ? `192.0.2.${nth}` : '2001:db8::1',
    targetId: null,
    targetName: 'a key',
    targetType: 'kms/secrets',
    correlationId: `c${nth}`,
    reasonCode: 200,
    reasonText: null,
    message: 'Key Protect: do something -failure',
  };
}

const TRAIL: SearchedTrail = {
  events: Array.from({ length: 100 }, (_, nth) => anEvent(nth)),
  occurred: { from: new Date('2026-01-01T00:00:00Z'), to: new Date('2026-02-01T00:00:00Z') },
  arrived: { from: new Date('2026-11-21T10:00:00Z'), to: new Date('2026-11-21T10:10:00Z') },
};

describe('randomSearches', () => {
  const searches = randomSearches(TRAIL, 1_000, 5);
  const parsed = searches.map((search) => new URLSearchParams(search));

  it('are the same for the same trail and seed, and others for another', () => {
    expect(randomSearches(TRAIL, 1_000, 5)).toEqual(searches);
    expect(randomSearches(TRAIL, 1_000, 6)).not.toEqual(searches);
  });

  it('ask for one to three things, some negated, and for each field by itself', () => {
    const names = parsed.map((search) => [...new Set(search.keys())].filter((name) => !/(from|to)$/i.test(name)));
    expect(Math.max(...names.map(({ length }) => length))).toBe(3);
    expect([...new Set(names.flat())].sort()).toEqual(ALL_NAMES);
    expect(parsed.filter((search) => search.get('q')?.includes('-initiator:"')).length).toBeGreaterThan(5);
  });

  it('write a value with quotes as the query line wants it', () => {
    const lines = parsed.map((search) => search.get('q') ?? '');
    expect(lines.some((line) => line.includes(String.raw`-initiator:"id \"`))).toBe(true);
    expect(lines.some((line) => /-action:"?kms\.[^ "]*\*"/.test(line))).toBe(false);
  });

  it('have periods within the trail, or none', () => {
    const spans = parsed.filter((search) => search.has('from'));
    for (const search of spans) {
      const [from, to] = [new Date(search.get('from')!), new Date(search.get('to')!)];
      expect(from >= TRAIL.occurred.from && from < to && to <= TRAIL.occurred.to).toBe(true);
    }
    expect(spans.length).toBeGreaterThan(500);
    expect(parsed.filter((search) => search.has('arrivedFrom')).length).toBeGreaterThan(100);
    expect(parsed.filter((search) => !search.has('from') && !search.has('arrivedFrom')).length).toBeGreaterThan(100);
  });
});

const ALL_NAMES = [
  ...['account', 'action', 'address', 'correlationId', 'documented', 'family', 'initiator', 'location', 'outcome', 'q'],
  ...['reasonCode', 'service', 'severity', 'target', 'targetId', 'targetName', 'targetType'],
];
