import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type BurstEvent, type FoundBursts, openBurstFinder, openBurstMarker } from './bursts.js';

const START = Date.UTC(2026, 8, 15, 10);

/** A deletion so many seconds after the start. */
function at(seconds: number, initiatorId: string | null = 'anna'): BurstEvent {
  const micro = Math.round(seconds * 1_000_000);
  const time = new Date(START + Math.floor(micro / 1000)).toISOString().slice(0, 23);
  return { occurredAt: `${time}${String(micro % 1000).padStart(3, '0')}Z`, initiatorId };
}

/** So many deletions, one every so many seconds. */
function run(count: number, every: number, from = 0, initiatorId: string | null = 'anna'): BurstEvent[] {
  return Array.from({ length: count }, (_, index) => at(from + index * every, initiatorId));
}

function inOrder(...runs: BurstEvent[][]): BurstEvent[] {
  return runs.flat().sort((one, other) => (one.occurredAt < other.occurredAt ? -1 : 1));
}

function find(events: readonly BurstEvent[], keep = 100): FoundBursts {
  const finder = openBurstFinder(keep);
  for (const event of events) finder.add(event);
  return finder.end();
}

const found = (events: readonly BurstEvent[]) =>
  find(events).kept.map(({ initiatorId, events: count, first, last }) => `${initiatorId} ${count} ${first}-${last}`);

describe('bursts', () => {
  it.each<[string, BurstEvent[], string[]]>([
    ['nothing', [], []],
    ['nine at once', run(9, 0), []],
    ['ten at once', run(10, 0), ['anna 10 0-9']],
    ['ten within exactly 5 minutes', [...run(9, 0), at(300)], ['anna 10 0-9']],
    ['ten within 5 minutes and a microsecond', [...run(9, 0), at(300.000001)], []],
    ['ten whose last is out of reach, then one more', [...run(9, 0), at(301), at(302)], []],
    ['a window that does not begin with the first', [at(0), ...run(10, 1, 200)], ['anna 11 0-10']],
    ['what lies in no full window stays out', [at(0), ...run(10, 1, 400), at(800)], ['anna 10 1-10']],
    ['a long run, longer than 5 minutes', run(100, 30), ['anna 100 0-99']],
    ['one every 33.4 seconds never fills a window', run(100, 33.4), []],
    ['two apart', [...run(10, 1), ...run(12, 1, 3600)], ['anna 10 0-9', 'anna 12 10-21']],
    [
      'two near each other whose windows share no deletion',
      [...run(10, 1), ...run(10, 1, 320)],
      ['anna 10 0-9', 'anna 10 10-19'],
    ],
    ['ten by two', inOrder(run(5, 2), run(5, 2, 1, 'ben')), []],
    ['two at the same time', inOrder(run(10, 2), run(10, 2, 1, 'ben')), ['anna 10 0-18', 'ben 10 1-19']],
    [
      'one that begins first and ends last',
      inOrder(run(20, 25), run(10, 1, 1.5, 'ben')),
      ['anna 20 0-29', 'ben 10 1-10'],
    ],
    ['ten by nobody', run(10, 0, 0, null), []],
    ['ids that are names of every object', run(10, 0, 0, '__proto__'), ['__proto__ 10 0-9']],
  ])('are found in %s', (_, events, expected) => {
    expect(found(events)).toEqual(expected);
  });

  it('keeps only so many in full, the first, and counts and numbers all', () => {
    const events = Array.from({ length: 50 }, (_, index) => run(10 + (index % 7), 1, index * 1000)).flat();
    const { ranges, kept, largest } = find(events, 5);
    expect(ranges).toHaveLength(50);
    expect(kept.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5]);
    expect(largest).toMatchObject({ number: 7, events: 16 });
  });

  it('say of any deletions what looking at every window says', () => {
    const anEvent = fc.tuple(fc.nat(2000), fc.constantFrom('anna', 'anna', 'ben', null)).map(([s, who]) => at(s, who));
    fc.assert(
      fc.property(fc.array(anEvent, { maxLength: 120 }), (unordered) => {
        const events = inOrder(unordered);
        const { ranges } = find(events);
        const burstOf = openBurstMarker(ranges);
        expect(events.map(({ initiatorId }) => burstOf(initiatorId))).toEqual(expectedMarks(events));
      }),
      { numRuns: 500 },
    );
  });
});

/** Each window of ten deletions in a row is looked at; windows that share one are joined; numbered by their first. */
function expectedMarks(events: readonly BurstEvent[]): (number | null)[] {
  const joined: number[][] = [];
  for (const who of ['anna', 'ben']) {
    const own = events.flatMap((event, place) => (event.initiatorId === who ? [place] : []));
    const timeOf = (place: number) => Date.parse(events[place]?.occurredAt ?? '');
    const groups: number[][] = [];
    for (let index = 0; index + 10 <= own.length; index += 1) {
      const window = own.slice(index, index + 10);
      if (timeOf(window[9] ?? 0) - timeOf(window[0] ?? 0) > 300_000) continue;
      const group = groups.find((one) => one.some((place) => window.includes(place)));
      if (group === undefined) groups.push(window);
      else group.push(...window);
    }
    joined.push(...groups);
  }
  joined.sort((one, other) => Math.min(...one) - Math.min(...other));
  return events.map((_, place) => {
    const index = joined.findIndex((group) => group.includes(place));
    return index === -1 ? null : index + 1;
  });
}
