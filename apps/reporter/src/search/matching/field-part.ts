import { SEARCHED_CHARACTERS, spellingsOf, WORD_SEPARATORS } from '@trailkeeper/database';
import type { AddressPattern, Condition, TextField } from '../event-search.js';
import type { Bind, SqlPart } from './sql-part.js';

export type FieldCondition = Extract<Condition, { kind: 'outcome' | 'text' | 'reasonCode' | 'address' | 'words' }>;

/** What an event says in one field. */
export function fieldPart(condition: FieldCondition): SqlPart {
  switch (condition.kind) {
    case 'outcome':
      return (bind) => `event.outcome = any(${bind(condition.outcomes)}::text[])`;
    case 'text':
      return textPart(COLUMNS[condition.field], condition.values);
    case 'reasonCode':
      return (bind) => `event.reason_code = any(${bind(condition.codes.map(String))}::integer[])`;
    case 'address':
      return addressPart(condition.addresses);
    case 'words':
      return wordsPart(condition.words);
  }
}

const COLUMNS: Record<TextField, readonly string[]> = {
  severity: ['event.severity'],
  initiator: ['event.initiator_id', 'event.initiator_name'],
  target: ['event.target_id', 'event.target_name'],
  targetId: ['event.target_id'],
  targetName: ['event.target_name'],
  targetType: ['event.target_type'],
  location: ['event.location'],
  account: ['event.account'],
  correlationId: ['event.correlation_id'],
};

function textPart(columns: readonly string[], values: readonly string[]): SqlPart {
  return (bind) => {
    const placeholder = bind(values);
    return `(${columns.map((column) => `${column} = any(${placeholder}::text[])`).join(' or ')})`;
  };
}

function addressPart(addresses: readonly AddressPattern[]): SqlPart {
  return (bind) => `(${addresses.map((address) => oneAddress(address, bind)).join(' or ')})`;
}

function oneAddress(pattern: AddressPattern, bind: Bind): string {
  if (pattern.kind === 'text') return `${bind(pattern.text)} = any(${PARTS_OF_ADDRESS})`;
  const { address, bits } = pattern.network;
  return `address_within(event.initiator_address, ${bind(`${address}/${bits}`)}::inet)`;
}

/** As `addressesOf` cuts it. */
const PARTS_OF_ADDRESS =
  "regexp_split_to_array(btrim(event.initiator_address, E' \\t\\n\\x0b\\f\\r'), '[ \\t\\n\\v\\f\\r]*,[ \\t\\n\\v\\f\\r]*')";

function wordsPart(words: readonly string[]): SqlPart {
  return (bind) => {
    const pattern = bind(patternOf(words));
    return `(${SEARCHED_COLUMNS.map((column) => `left(${column}, ${SEARCHED_CHARACTERS}) ~ ${pattern}`).join(' or ')})`;
  };
}

const SEARCHED_COLUMNS = ['event.message', 'event.initiator_name', 'event.target_name', 'event.reason_text'];

/** The words one after the other, in any spelling that folds to them, and nothing else between them than separators. */
function patternOf(words: readonly string[]): string {
  const separator = `[${WORD_SEPARATORS}]`;
  const spelt = words.map((word) => [...word].map((character) => `[${spellingsOf(character).join('')}]`).join(''));
  return `(^|${separator})${spelt.join(`${separator}+`)}(${separator}|$)`;
}
