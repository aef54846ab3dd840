import { type Exact, type ExactMembers, isMembers } from './exact-json.js';
import { writeExact } from './write-exact.js';

const object = (members: Record<string, Exact>): ExactMembers => ({ members: Object.entries(members) });

/** Every envelope of docs/events.md, and two in each other. */
export const WRAPPINGS: readonly ((event: ExactMembers) => ExactMembers)[] = [
  (event) => event,
  (event) => superTenant(event, (inside) => inside),
  (event) => superTenant(event, (inside) => writeExact(inside)),
  (payload) => object({ message_id: 'm-1', publisher_id: 'audit.host', event_type: 'e', priority: 'INFO', payload }),
  (event) => object({ _source: object({ _host: 'kms', _logtype: 'json', _line: writeExact(event) }) }),
  (event) => object({ _line: writeExact(event), _host: 'kms' }),
  (event) => object({ _source: archived(event) }),
  (line) => object({ Time: '2026-09-15T10:00:08Z', line, Hostname: 'h' }),
  (event) => object({ Time: '2026-09-15T10:00:09Z', line: writeExact(event), Hostname: 'h' }),
  (event) => object({ src_obj__event_labels: '{}', src_obj__user_data: writeExact(event) }),
  (event) => object({ user_data: event }),
  (event) => object({ text: ` ${writeExact(event)}\n` }),
  (event) => object({ line: object({ _line: writeExact(object({ payload: event, _context_user: 'u' })) }) }),
];

function superTenant(event: ExactMembers, write: (inside: ExactMembers) => Exact): ExactMembers {
  const isOutside = ([key]: [string, Exact]) => key === 'logSourceCRN' || key === 'saveServiceCopy';
  const inside = { members: event.members.filter((member) => !isOutside(member)) };
  return { members: [['payload', write(inside)], ...event.members.filter(isOutside)] };
}

function archived(value: ExactMembers): ExactMembers {
  return {
    members: value.members.map(([key, member]) => (isMembers(member) ? [`o_${key}`, archived(member)] : [key, member])),
  };
}
