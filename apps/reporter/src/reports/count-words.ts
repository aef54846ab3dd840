const NUMBER = new Intl.NumberFormat('en-US');

/** `1,234` */
export function numberWords(value: number): string {
  return NUMBER.format(value);
}

/** `was` of one, `were` of any other number */
export function wasOrWere(count: number): string {
  return count === 1 ? 'was' : 'were';
}

/** `1 event`, `2 events`, `0 events` */
export function countWords(count: number, noun: string): string {
  return `${numberWords(count)} ${count === 1 ? noun : `${noun}s`}`;
}
