import { type SearchField, SEARCH_FIELDS } from '@trailkeeper/contract';
import { storableText } from '@trailkeeper/http';
import { z } from 'zod';
import { FIELDS } from './fields.js';
import type { WrittenValue } from './read-terms.js';

/** A parameter with the values of a field: one text, or a list of them. Gives the list, checked as `FIELDS` reads it. */
export function parameterValues(name: SearchField) {
  const { allowed, maxValues } = FIELDS[name];
  const value = z.string().meta(allowed === undefined ? { maxLength: MAX_LENGTH } : { enum: [...allowed] });
  const values = z
    .array(value)
    .min(1)
    .max(maxValues, tooMany(maxValues))
    .superRefine((texts, context) => {
      const fault = faultOf(name, texts);
      if (fault === undefined) return;
      const path = texts.length === 1 ? [] : [fault.index];
      const input = texts[fault.index];
      if (allowed === undefined) context.addIssue({ code: 'custom', path, message: fault.message, input });
      else context.addIssue({ code: 'invalid_value', path, values: [...allowed], input });
    });
  return z
    .preprocess((given) => (typeof given === 'string' ? [given] : given), values)
    .optional()
    .describe(SEARCH_FIELDS[name]);
}

/** What a value of a parameter is in the query line: bare, so that a star means the same. */
export function bare(text: string): WrittenValue {
  return { text, isQuoted: false };
}

function faultOf(name: SearchField, texts: readonly string[]): { message: string; index: number } | undefined {
  const answer = FIELDS[name].ask(texts.map(bare));
  if ('fault' in answer) return { message: answer.fault, index: answer.index };
  for (const [index, text] of texts.entries()) {
    const message = STORABLE.safeParse(text).error?.issues[0]?.message;
    if (message !== undefined) return { message, index };
  }
  return undefined;
}

function tooMany(maxValues: number) {
  return { error: maxValues === 1 ? 'Give it once.' : `Give at most ${maxValues} values.` };
}

const MAX_LENGTH = 2_048;
const STORABLE = storableText(MAX_LENGTH);
