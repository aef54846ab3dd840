import { describe, expect, it } from '@jest/globals';
import { ImportProgress, progressText } from './import-progress.js';

describe('progressText', () => {
  it.each([
    [
      { bytes: 0, totalBytes: 100, events: 0, seconds: 0, name: 'a' },
      /░{12} 0\.0 % {2}0\.0 MB\/s {2}0 events\/s {2}a$/,
    ],
    [
      { bytes: 25e6, totalBytes: 100e6, events: 24_000, seconds: 2, name: 'a' },
      /█{3}░{9} 25\.0 % {2}12\.5 MB\/s {2}12,000 events\/s {2}6 s left {2}a$/,
    ],
    [{ bytes: 1e6, totalBytes: 201e6, events: 0, seconds: 1, name: 'a' }, / {2}3 min 20 s left/],
    [{ bytes: 1e6, totalBytes: 7501e6, events: 0, seconds: 1, name: 'a' }, / {2}2 h 5 min left/],
    [{ bytes: 5, totalBytes: 5, events: 1, seconds: 1, name: '' }, /100\.0 % .* 0 s left$/],
    [
      { bytes: 0, totalBytes: 1, events: 0, seconds: 1, name: `${'x'.repeat(50)}/end.json`, width: 60 },
      /s {2}…x+\/end\.json$/,
    ],
    [{ bytes: 0, totalBytes: 1, events: 0, seconds: 1, name: 'x'.repeat(50), width: 45 }, /events\/s$/],
  ])('says how much, how fast and how long still: %j', (state, text) => {
    expect(progressText({ width: 100, ...state })).toMatch(text);
  });
});

describe('ImportProgress', () => {
  it('counts what is under way, takes events as the collector counted them, and leaves out what is not sent', () => {
    const files = [100, 300, 600].map((bytes, nth) => ({ name: `${nth}`, path: `/${nth}`, bytes, isGiven: false }));
    const [first, second, third] = files as [(typeof files)[0], (typeof files)[0], (typeof files)[0]];
    const progress = new ImportProgress(files, 0);
    progress.leaveOut(third);
    Object.assign(progress.begin(first), { bytes: 50, events: 7 });
    Object.assign(progress.begin(second), { bytes: 150, events: 3 });
    expect(progress.share).toBe(0.5);
    expect(progress.text(100, 1_000)).toContain(' 10 events/s');
    progress.end(first, 5);
    expect(progress.share).toBe(0.625);
    expect(progress.text(100, 1_000)).toContain(' 8 events/s');
  });
});
