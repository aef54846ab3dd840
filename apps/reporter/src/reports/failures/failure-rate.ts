import type { Outcome } from '@trailkeeper/catalog';

/** Failures of what ended in success or failure, in percent; null if nothing did. Pending and unknown are neither. */
export function failureRate({ success, failure }: Pick<Readonly<Record<Outcome, number>>, 'success' | 'failure'>) {
  return success + failure === 0 ? null : (failure / (success + failure)) * 100;
}

/** `2.6%`. What is not all is never rounded to 100, what is not nothing never to 0. */
export function percentWords(value: number): string {
  if (value === 0 || value === 100) return `${value}%`;
  return `${Math.min(99.9, Math.max(0.1, value)).toFixed(1)}%`;
}
