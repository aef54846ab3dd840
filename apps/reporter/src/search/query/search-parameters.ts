import { SEARCH_FIELDS, type SearchField } from '@trailkeeper/contract';
import { storableText } from '@trailkeeper/http';
import { z } from 'zod';
import { momentExpected, momentSchema } from '../../reports/period/moment-schema.js';
import { getMoment } from '../../reports/period/parse-moment.js';
import type { Condition, EventSearch } from '../event-search.js';
import { FIELDS } from './fields.js';
import { lastSchema, startOfLast } from './last.js';
import { bare, parameterValues } from './parameter-values.js';
import { parseQuery } from './parse-query.js';
import { refuseTooLong } from './refuse-too-long.js';

const NAMES = Object.keys(SEARCH_FIELDS) as SearchField[];

/** What events are searched for but for their times: each field, and the query line. */
export const conditionShape = {
  ...(Object.fromEntries(NAMES.map((name) => [name, parameterValues(name)])) as Record<
    SearchField,
    ReturnType<typeof parameterValues>
  >),
  // An empty line asks for nothing, as none does.
  q: z
    .preprocess((given) => (given === '' ? undefined : given), storableText(2_000).optional())
    .optional()
    .describe('Query line: `action:kms.secrets.* -outcome:success "rotated"`.'),
};

/** The parameters of a search, to be spread into the schema of a query; with it goes `checkSearch`. */
export const searchShape = {
  ...conditionShape,
  from: moment('Only what happened then or later.'),
  to: moment('Only what happened before then.'),
  last: lastSchema.optional().describe('Only what happened since so long before now, such as `P7D`, `PT1H`.'),
  arrivedFrom: moment('Only what arrived then or later.'),
  arrivedTo: moment('Only what arrived before then.'),
};

export type ConditionParameters = ValuesOf<typeof conditionShape>;
export type SearchParameters = ValuesOf<typeof searchShape>;
type ValuesOf<Shape extends z.ZodRawShape> = { readonly [Name in keyof Shape]?: z.output<Shape[Name]> };

/** To be given to `superRefine` of every schema with that shape. */
export function checkSearch({ from, to, last, arrivedFrom, arrivedTo }: SearchParameters, context: Context): void {
  if (last !== undefined && (from !== undefined || to !== undefined)) {
    refuse(context, 'last', 'Give either "last", or "from" and "to".');
  }
  if (!isInOrder(from, to)) refuse(context, 'to', '"to" must be later than "from": it is excluded.');
  if (!isInOrder(arrivedFrom, arrivedTo)) {
    refuse(context, 'arrivedTo', '"arrivedTo" must be later than "arrivedFrom": it is excluded.');
  }
}

/**
 * What checked parameters search for; `last` is counted back from `now`, and has no end, so that an event whose clock is
 * ahead is found. Throws ApiError 400: `invalid_query` for a query line that cannot be read, `invalid_request` for parameters
 * that are too long for an address.
 */
export function eventSearchOf(parameters: SearchParameters, now: Date): EventSearch {
  const { q, from, to, last, arrivedFrom, arrivedTo } = parameters;
  refuseTooLong([...NAMES.map((name) => [name, parameters[name] ?? []] as const), ['q', q === undefined ? [] : [q]]]);
  const start = last === undefined ? from : startOfLast(last, now);
  return {
    conditions: [...NAMES.flatMap((name) => conditionsOf(name, parameters[name])), ...parseQuery(q ?? '')],
    occurred: { from: inTime(start), to: inTime(to) },
    arrived: { from: inTime(arrivedFrom), to: inTime(arrivedTo) },
  };
}

/** No event lies before 2000, and none after 2200; PostgreSQL cannot hold every moment that a text can name. */
function inTime(moment: Date | undefined): Date | null {
  if (moment === undefined) return null;
  return new Date(Math.min(Math.max(moment.getTime(), EARLIEST_MS), LATEST_MS));
}

const EARLIEST_MS = Date.parse('2000-01-01T00:00:00Z');
const LATEST_MS = Date.parse('2200-01-01T00:00:00Z');

function conditionsOf(name: SearchField, values: readonly string[] | undefined): Condition[] {
  if (values === undefined) return [];
  const answer = FIELDS[name].ask(values.map(bare));
  if ('fault' in answer) throw new Error(`parameter ${name} was not checked`);
  return [{ ...answer.asked, isNegated: false }];
}

function moment(description: string) {
  return momentSchema(`${momentExpected('UTC')}; in an address, write "+" as %2B`)
    .transform((text) => getMoment(text, 'UTC'))
    .optional()
    .describe(description);
}

function isInOrder(from: Date | undefined, to: Date | undefined): boolean {
  return from === undefined || to === undefined || from < to;
}

type Context = z.core.$RefinementCtx;

function refuse(context: Context, name: string, message: string): void {
  context.addIssue({ code: 'custom', path: [name], message, input: undefined });
}
