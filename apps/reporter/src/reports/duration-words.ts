import { numberWords } from './count-words.js';

/** `15 minutes`, `1 hour`, `2.7 days`, `400 days`: never longer than it was. Less than a minute is 0 minutes. */
export function durationWords(seconds: number): string {
  const [unit, length] = UNITS.find(([, length]) => seconds >= length) ?? MINUTE;
  const tenths = Math.floor((seconds * 10) / length);
  const value = unit === 'minute' || tenths >= 100 ? Math.floor(tenths / 10) : tenths / 10;
  return `${numberWords(value)} ${unit}${value === 1 ? '' : 's'}`;
}

const MINUTE = ['minute', 60] as const;

const UNITS = [['day', 86_400], ['hour', 3_600], MINUTE] as const;
