import { copyExact, type Exact, type ExactMembers, isMembers } from './exact-json.js';
import { writeExact } from './write-exact.js';

/** One change: which, where, and with what; any numbers will do. */
export type Step = readonly [which: number, where: number, what: number];

/** Changes the event itself, in place: its keys, values and nesting. */
export function changeShape(event: ExactMembers, [which, where, what]: Step): void {
  const places = findPlaces(event, []);
  if (places.length === 0) return;
  const [members, at] = places[where % places.length]!;
  const [key, value] = members[at]!;
  CHANGES[which % CHANGES.length]!({ members, at, key, value, what });
}

type Place = [members: ExactMembers['members'], at: number];
type Change = (given: {
  members: ExactMembers['members'];
  at: number;
  key: string;
  value: Exact;
  what: number;
}) => void;

const CHANGES: readonly Change[] = [
  ({ members, at, value, what }) => (members[at] = [pick(KEYS, what), value]),
  ({ members, at, key, value }) => (members[at] = [`o_${key}`, value]),
  ({ members, at, key, value, what }) => members.splice(what % (at + 1), 0, [key, copyExact(value)]),
  ({ members, at, key, what }) => members.push([key, pick(OTHERS, what + at)]),
  ({ members, at }) => members.splice(at, 1),
  ({ members, at, what }) => members.splice(what % members.length, 0, ...members.splice(at, 1)),
  ({ members, at, key, what }) => (members[at] = [key, { numeral: pick(NUMERALS, what) }]),
  ({ members, at, key, what }) => (members[at] = [key, { numeral: pick(NUMERALS, what) }]),
  ({ members, at, key, what }) => (members[at] = [key, pick(OTHERS, what)]),
  ({ members, at, key, what }) => (members[at] = [key, pick(TEXTS, what)]),
  ({ members, at, key, value, what }) => (members[at] = [key, typeof value === 'string' ? near(value, what) : value]),
  ({ members, at, key, value, what }) => (members[at] = [key, nested(value, what)]),
  ({ members, at, key, value }) => (members[at] = [key, writeExact(value)]),
  ({ members, what }) => members.push([pick(KEYS, what), { members: [['a', pick(TEXTS, what)]] }]),
  ({ members, what }) => members.push(['eventTime', pick(TIMES, what)]),
  ({ members, at, what }) => (members[at] = ['eventTime', pick(TIMES, what)]),
];

/** Adds every member at every depth to `places`. */
function findPlaces(value: Exact, places: Place[]): Place[] {
  if (Array.isArray(value)) {
    for (const element of value) findPlaces(element, places);
  } else if (isMembers(value)) {
    for (const [at, [, member]] of value.members.entries()) {
      places.push([value.members, at]);
      if (typeof member === 'object') findPlaces(member, places);
    }
  }
  return places;
}

/** What differs from a text as little as can be. */
function near(text: string, what: number): string {
  return pick(
    [`${text} `, ` ${text}`, text.toUpperCase(), text.normalize('NFD'), `${text}\u200b`, text.slice(1)],
    what,
  );
}

/** In up to 130 lists or objects: 100 levels are allowed. */
function nested(value: Exact, what: number): Exact {
  let outer = value;
  for (let level = what % 131; level > 0; level -= 1) {
    outer = what % 2 === 0 ? [outer] : { members: [['a', outer]] };
  }
  return outer;
}

/** A copy: what is taken here may be changed later. */
function pick<Value extends Exact>(values: readonly Value[], number: number): Value {
  return copyExact(values[number % values.length] as Value) as Value;
}

const KEYS = [
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', '', '1', 'é', 'e\u0301', 'a.b', '\u{1f600}', '\ud800'],
  ...['action', 'eventTime', 'outcome', 'initiator', 'id', 'payload', '_line', '_source', 'line', 'text', 'user_data'],
  ...['logSourceCRN', 'observer', 'message_id', '_context_x', 'app', 'o_', 'o_target', '\0'],
];
const NUMERALS = [
  ...['1', '1.0', '1e0', '10e-1', '0.1e1', '0', '-0', '0.0', '0e9', '-1', '200', '2e2', '0.1', '0.10', '1e21', '1E+21'],
  ...['12345678901234567890', '12345678901234567891', '12345678901234567890.0', '9007199254740992', '9007199254740993'],
  ...[
    '9007199254740993.0',
    '1e400',
    '1e401',
    '10e399',
    '-1e400',
    '1e-400',
    '5e-324',
    '4e-324',
    '1.7976931348623157e308',
  ],
  ...['0.1000000000000000055511151231257827', '01', '1.', '.5', '+1', '1e', '- 1', 'NaN', 'Infinity', '0x10'],
];
const TEXTS = [
  ...[
    '',
    ' ',
    '\0',
    '\ud800',
    'a\udc00b',
    '\ud83d\ude00',
    '\ufeff',
    '\u2028',
    '"\\',
    '\u0001\n\t',
    '1e400',
    '[object Object]',
  ],
  ...['{', '{}', '{"action":"a.b.c","eventTime":"2026-01-01T00:00:00Z"}', '{"a":1,"a":2}', 'null', 'x'.repeat(600)],
  ...['y'.repeat(1_025), 'z'.repeat(2_049), 'é'.repeat(600), 'long'.repeat(2_000), 'kms.secrets.create', 'true'],
];
const OTHERS: readonly Exact[] = [
  null,
  true,
  false,
  'text',
  [],
  ['a', { numeral: '1' }],
  [[]],
  { members: [] },
  { members: [['a', null]] },
  { members: [['address', '192.0.2.1']] },
];
const TIMES: readonly Exact[] = [
  ...['2026-09-15T10:00:07.25+0000', '2026-09-15T10:00:07.25Z', '2026-09-15T10:00:07.250000001Z', '2026-9-5t1:00:00z'],
  ...[
    '2026-09-15T10:00:07.2500009+00:00',
    '2026-09-15 04:00:07.25-06:00',
    '2026-09-15T10:00:07',
    '2026-02-30T00:00:00Z',
  ],
  ...[
    '2026-09-15T23:59:60Z',
    '1999-12-31T23:59:59Z',
    '2000-01-01T00:00:00Z',
    '2999-01-01T00:00:00Z',
    '0000-01-01T00:00:00Z',
  ],
  ...[
    '2026-09-15T10:00:07+2360',
    '2026-09-15T10:00:07+24:00',
    '2026-02-28T23:59:59.999999999-23:59',
    '  ',
    'yesterday',
  ],
  ...[{ numeral: '1789466407' }, { numeral: '1789466407000' }, null, true, [], { members: [] }],
];
