import { FAMILIES, OUTCOMES } from '@trailkeeper/catalog';
import type { SearchField } from '@trailkeeper/contract';
import type { Condition, TextField } from '../event-search.js';
import type { WrittenValue } from './read-terms.js';
import {
  type Reader,
  readAction,
  readAddress,
  readLowerCase,
  readOneOf,
  readText,
  readWholeNumber,
} from './read-value.js';

/** A condition before it is known whether it is negated. */
export type Asked = Condition extends infer One ? (One extends Condition ? Omit<One, 'isNegated'> : never) : never;

/** What can be asked of a field. */
export interface FieldMeaning {
  /** All values there are; undefined: any text may be one. */
  readonly allowed: readonly string[] | undefined;
  readonly maxValues: number;
  /** The condition that it has one of the values, or what is wrong with the value at `index`. */
  ask(values: readonly WrittenValue[]): { readonly asked: Asked } | { readonly fault: string; readonly index: number };
}

const FAMILY_IDS = FAMILIES.map(({ id }) => id);
const MAX_VALUES = 100;

/** One meaning for the parameters of a search and for its query line. */
export const FIELDS: Readonly<Record<SearchField, FieldMeaning>> = {
  service: field(readText, (ids) => ({ kind: 'service', ids })),
  family: choice(FAMILY_IDS, (ids) => ({ kind: 'family', ids })),
  action: field(readAction, (patterns) => ({ kind: 'action', patterns })),
  outcome: choice(OUTCOMES, (outcomes) => ({ kind: 'outcome', outcomes })),
  severity: text('severity', readLowerCase),
  initiator: text('initiator'),
  address: field(readAddress, (addresses) => ({ kind: 'address', addresses })),
  target: text('target'),
  targetId: text('targetId'),
  targetName: text('targetName'),
  targetType: text('targetType'),
  location: text('location'),
  account: text('account'),
  correlationId: text('correlationId'),
  reasonCode: field(readWholeNumber, (codes) => ({ kind: 'reasonCode', codes })),
  documented: { ...choice(['yes', 'no'], ([answer]) => documented(answer === 'yes')), maxValues: 1 },
};

/** The field of this name, in any case. */
export function findField(name: string): FieldMeaning | undefined {
  return BY_LOWER_CASE.get(name.toLowerCase());
}

const BY_LOWER_CASE = new Map(Object.entries(FIELDS).map(([name, meaning]) => [name.toLowerCase(), meaning]));

function documented(isDocumented: boolean): Asked {
  return { kind: 'documented', isDocumented };
}

function text(name: TextField, read = readText): FieldMeaning {
  return field(read, (values) => ({ kind: 'text', field: name, values }));
}

function choice<Value extends string>(allowed: readonly Value[], asked: (values: Value[]) => Asked): FieldMeaning {
  return { ...field(readOneOf(allowed), asked), allowed };
}

function field<Value>(read: Reader<Value>, asked: (values: Value[]) => Asked): FieldMeaning {
  return {
    allowed: undefined,
    maxValues: MAX_VALUES,
    ask: (written) => {
      const values: Value[] = [];
      for (const [index, one] of written.entries()) {
        const reading = read(one);
        if ('fault' in reading) return { ...reading, index };
        values.push(reading.value);
      }
      return { asked: asked(values) };
    },
  };
}
