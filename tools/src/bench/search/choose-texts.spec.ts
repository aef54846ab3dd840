import { describe, expect, it } from '@jest/globals';
import { plausibleEvents } from '../../demo/plausible-events.js';
import { chooseTexts, TEXT_GOALS_MS, type Text } from './choose-texts.js';
import type { SampledEvent } from './searched-trail.js';

const MONTH = { from: new Date('2026-01-01T00:00:00Z'), to: new Date('2026-02-01T00:00:00Z'), count: 2_000, seed: 3 };

const EVENTS = [...plausibleEvents(MONTH)].map((event): SampledEvent => {
  const { message, initiator, target, reason } = event as Record<string, Record<string, string>>;
  const names = { initiatorName: initiator?.['name'] ?? null, targetName: target?.['name'] ?? null };
  return {
    ...names,
    ...{ action: '', emitter: '', outcome: 'success', severity: null, location: '', account: '', initiatorId: null },
    ...{ initiatorAddress: null, targetId: null, targetType: null, correlationId: null, reasonCode: null },
    reasonText: reason?.['reasonForFailure'] ?? null,
    message: String(message),
  };
});

describe('chooseTexts', () => {
  const texts = chooseTexts(EVENTS, 1_000_000, 1);

  it('gives some texts of each kind, the same for the same seed', () => {
    expect(new Set(texts.map(({ kind }) => kind))).toEqual(new Set(Object.keys(TEXT_GOALS_MS)));
    expect(chooseTexts(EVENTS, 1_000_000, 1)).toEqual(texts);
    expect(chooseTexts(EVENTS, 1_000_000, 2)).not.toEqual(texts);
  });

  it('gives words that the sample has as often as their kind says', () => {
    const ofKind = (kind: Text['kind']) => texts.filter((text) => text.kind === kind).map(({ words }) => words);
    const written = EVENTS.map((event) =>
      [event.message, event.initiatorName, event.targetName, event.reasonText].join(' | ').toLowerCase(),
    );
    const countOf = (words: string) => written.filter((text) => text.includes(words)).length;
    for (const word of ofKind('common')) expect(countOf(word)).toBeGreaterThan(EVENTS.length / 50);
    for (const words of ofKind('common words in no such order')) {
      expect(countOf(words.replaceAll('"', ''))).toBe(0);
    }
    for (const words of ofKind('common words seldom together')) expect(words.split(' ')).toHaveLength(2);
  });
});
