import { z } from 'zod';

/** Text of 1 to `max` characters that PostgreSQL can hold, kept as it came. */
export function storableText(max: number) {
  return z.string().min(1).max(max, tooLong(max)).refine(isStorable, UNSTORABLE);
}

/** What a person writes for others to read: more than blanks, and kept without the blanks around it. */
export function writtenText(max: number) {
  return z
    .string()
    .trim()
    .min(1, { error: 'Must not be blank.' })
    .max(max, tooLong(max))
    .refine(isStorable, UNSTORABLE);
}

/** The same on one line, such as a name. */
export function writtenLine(max: number) {
  // but NUL, which has its own error
  return writtenText(max).refine((text) => !/(?!\0)\p{Cc}/u.test(text), {
    error: 'Must be one line without control characters.',
  });
}

function tooLong(max: number) {
  return { error: `Must not be longer than ${max.toLocaleString('en')} characters.` };
}

/** With `u`, only lone halves of surrogate pairs match. */
function isStorable(text: string): boolean {
  return !/[\0\p{Cs}]/u.test(text);
}

const UNSTORABLE = { error: 'Must not hold the character NUL or half a surrogate pair.' };
