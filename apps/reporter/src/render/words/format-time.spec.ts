import { formatTime } from './format-time.js';

describe('formatTime', () => {
  it.each([
    ['2026-09-15T10:00:07Z', 'UTC', '2026-09-15 10:00:07Z'],
    ['2026-09-15T10:00:07.999999Z', 'UTC', '2026-09-15 10:00:07Z'],
    ['2026-09-15T10:00:07Z', 'Europe/Berlin', '2026-09-15 12:00:07+02:00'],
    ['2026-01-15T10:00:07Z', 'Europe/Berlin', '2026-01-15 11:00:07+01:00'],
    ['2026-09-15T10:00:07Z', 'Asia/Kolkata', '2026-09-15 15:30:07+05:30'],
    ['not a time', 'UTC', 'not a time'],
  ])('shows %s in %s as %s', (time, zone, text) => {
    expect(formatTime(time, zone)).toBe(text);
  });
});
