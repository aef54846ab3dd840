import { addressesOf, maybeNetwork } from '@trailkeeper/database';
import type { ActionPattern, AddressPattern } from '../event-search.js';
import type { WrittenValue } from './read-terms.js';

/** What a value means, or why it means nothing. */
export type Reading<Value> = { readonly value: Value } | { readonly fault: string };

/** Reads a value of one field. */
export type Reader<Value> = (written: WrittenValue) => Reading<Value>;

/** Kept as it is. A bare star is refused: who writes one expects it to stand for something. */
export const readText: Reader<string> = ({ text, isQuoted }) => {
  if (text === '') return { fault: 'The value is empty. An event without the field is found by no value.' };
  return isQuoted || !text.includes('*') ? { value: text } : { fault: ONLY_ACTIONS_BEGIN };
};

/** In lower case, as it is stored. */
export const readLowerCase: Reader<string> = (written) => {
  const read = readText(written);
  return 'fault' in read ? read : { value: read.value.toLowerCase() };
};

/** One action, or with a star at its end all that begin so. */
export const readAction: Reader<ActionPattern> = (written) => {
  const { text, isQuoted } = written;
  if (isQuoted || !text.endsWith('*')) {
    const read = readText(written);
    return 'fault' in read ? read : { value: { text: read.value, isPrefix: false } };
  }
  const beginning = text.slice(0, -1);
  if (beginning === '') return { fault: 'Before the star stands what the actions begin with, such as kms.*.' };
  return beginning.includes('*') ? { fault: ONLY_ACTIONS_BEGIN } : { value: { text: beginning, isPrefix: true } };
};

/** An address or network, else the text, as one of a list is kept: without the blanks around it. */
export const readAddress: Reader<AddressPattern> = (written) => {
  const [text = '', ...others] = addressesOf(written.text);
  if (others.length > 0) return { fault: ONE_ADDRESS };
  const read = readText({ ...written, text });
  if ('fault' in read) return read;
  const network = maybeNetwork(text);
  return { value: network ? { kind: 'network', text, network } : { kind: 'text', text } };
};

/** A whole number that PostgreSQL's integer holds. */
export const readWholeNumber: Reader<number> = ({ text }) => {
  const code = /^(?:0|-?[1-9]\d{0,9})$/.test(text) ? Number(text) : Infinity;
  return code === (code | 0) ? { value: code } : { fault: 'Must be a whole number, such as 403.' };
};

/** One of a list, as it stands there. */
export function readOneOf<Value extends string>(allowed: readonly Value[]): Reader<Value> {
  return ({ text }) => {
    const value = allowed.find((one) => one === text);
    return value === undefined ? { fault: `Must be ${oneOf(allowed)}.` } : { value };
  };
}

function oneOf(allowed: readonly string[]): string {
  return `${allowed.slice(0, -1).join(', ')} or ${allowed.at(-1)}`;
}

const ONLY_ACTIONS_BEGIN =
  'A star stands only at the end of an action, as in action:kms.secrets.*. For a star itself, put the value in double ' +
  'quotes in "q".';

const ONE_ADDRESS =
  'An event with a list of addresses is found by each of them, not by the list: search for one, without the comma.';
