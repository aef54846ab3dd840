import { canonicalExact } from './canonical-exact.js';
import { type Exact, type ExactMembers, isMembers } from './exact-json.js';
import { readStrictly } from './read-strictly.js';

/** The event in whatever it came wrapped in, as docs/events.md describes it; undefined when that is ambiguous or broken. */
export function unwrapExact(object: ExactMembers, levels = 4): ExactMembers | undefined {
  for (const open of isText(field(object, 'action')) ? [openLine] : OPENERS) {
    const opened = open(object);
    if (opened === undefined) continue;
    if (opened === 'broken' || levels === 0) return undefined;
    const inside = unwrapExact(opened.inside, levels - 1);
    return inside && merged(inside, opened.outside);
  }
  return object;
}

type Opened = { inside: ExactMembers; outside: ExactMembers['members'] } | 'broken' | undefined;

const openLine = (object: ExactMembers) => openText(object, '_line');
const OPENERS = [
  openLine,
  openArchived,
  openPayload,
  ...['line', 'src_obj__user_data', 'user_data', 'text'].map(
    (name) => (object: ExactMembers) => openText(object, name),
  ),
];

function openText(object: ExactMembers, name: string): Opened {
  const known = ['logSourceCRN', 'saveServiceCopy', 'dataEvent', 'observer'];
  return opened(
    field(object, name),
    object.members.filter(([key]) => known.includes(key)),
  );
}

function openPayload(object: ExactMembers): Opened {
  const ofTransport = /^(?:payload|message_id|publisher_id|event_type|priority|timestamp|_unique_id|_context_.*)$/s;
  const ofShipper = ['Time', 'Hostname', 'AdditionalContext'];
  return opened(
    field(object, 'payload'),
    object.members.filter(([key]) => !ofTransport.test(key) && !ofShipper.includes(key)),
  );
}

function openArchived(object: ExactMembers): Opened {
  const source = field(object, '_source');
  if (!isMembers(source)) return undefined;
  const line = openLine(source);
  if (line) return line;
  const isLabel = ([key, value]: [string, Exact]) =>
    (key.startsWith('_') && key !== '__proto__') || (isText(value) && ['app', 'env', 'host', 'hosts'].includes(key));
  const inside = renamed({ members: source.members.filter((member) => !isLabel(member)) });
  return isMembers(inside) ? { inside, outside: [] } : 'broken';
}

/** Without `o_` before the names of objects; undefined when a name comes up twice then. */
function renamed(value: Exact): Exact | undefined {
  if (Array.isArray(value)) {
    const elements = value.map(renamed);
    return elements.includes(undefined) ? undefined : (elements as Exact[]);
  }
  if (!isMembers(value)) return value;
  const members: ExactMembers['members'] = [];
  for (const [key, member] of value.members) {
    const name = isMembers(member) && key.startsWith('o_') ? key.slice(2) : key;
    const inner = renamed(member);
    if (inner === undefined || members.some(([known]) => known === name)) return undefined;
    members.push([name, inner]);
  }
  return { members };
}

function opened(value: Exact | undefined, outside: ExactMembers['members']): Opened {
  if (isMembers(value)) return { inside: value, outside };
  if (!isText(value) || !value.trimStart().startsWith('{')) return undefined;
  const inside = readStrictly(value.trim());
  return isMembers(inside) ? { inside, outside } : 'broken';
}

function merged(event: ExactMembers, outside: ExactMembers['members']): ExactMembers | undefined {
  const added: ExactMembers['members'] = [];
  for (const [key, value] of outside) {
    const inside = field(event, key);
    if (inside === undefined) added.push([key, value]);
    else if (canonicalExact(inside) !== canonicalExact(value)) return undefined;
  }
  return { members: [...event.members, ...added] };
}

function field(object: ExactMembers, name: string): Exact | undefined {
  return object.members.find(([key]) => key === name)?.[1];
}

function isText(value: Exact | undefined): value is string {
  return typeof value === 'string';
}
