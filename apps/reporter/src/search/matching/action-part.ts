import {
  ACTIONS,
  LATER_ACTIONS,
  PAST_TENSE_VERBS,
  SERVICES,
  UNKNOWN_SERVICE,
  namesItsService,
  scopeServices,
} from '@trailkeeper/catalog';
import type { ActionPattern, Condition } from '../event-search.js';
import type { Bind, SqlPart } from './sql-part.js';

export type ActionCondition = Extract<Condition, { kind: 'action' | 'service' | 'family' | 'documented' }>;

/** What the catalog says of an action, as a condition on `action` and `emitter` (catalog: `describeAction`). */
export function actionPart(condition: ActionCondition): SqlPart {
  switch (condition.kind) {
    case 'action':
      return patternPart(condition.patterns);
    case 'service':
      return servicePart(condition.ids);
    case 'family':
      return servicePart(servicesOf(condition.ids));
    case 'documented':
      return (bind) => `event.action ${condition.isDocumented ? '= any' : '<> all'}(${bind(DOCUMENTED)}::text[])`;
  }
}

/** The services of families. */
export function servicesOf(families: readonly string[]): string[] {
  return families.flatMap((id) => scopeServices(id) ?? []).map(({ id }) => id);
}

const DOCUMENTED = [...ACTIONS, ...LATER_ACTIONS].flatMap(({ name, aliases }) => [
  name,
  ...aliases.map((one) => one.name),
]);

function patternPart(patterns: readonly ActionPattern[]): SqlPart {
  const exact = patterns.filter(({ isPrefix }) => !isPrefix).map(({ text }) => text);
  const prefixes = patterns.filter(({ isPrefix }) => isPrefix).map(({ text }) => text);
  return anyOf([
    ...(exact.length > 0 ? [(bind: Bind) => `event.action = any(${bind(exact)}::text[])`] : []),
    ...(prefixes.length > 0 ? [prefixPart(prefixes)] : []),
  ]);
}

function servicePart(ids: readonly string[]): SqlPart {
  const plain = ids.filter((id) => servicesWithin(id).length === 0 && mayBePrefix(id));
  const split = ids.filter((id) => servicesWithin(id).length > 0 && mayBePrefix(id));
  return anyOf([
    ...(plain.length > 0 ? [prefixPart(plain.map(withDot))] : []),
    ...split.map((id) => allOf([prefixPart([withDot(id)]), not(prefixPart(servicesWithin(id).map(withDot)))])),
    ...(ids.includes(UNKNOWN_SERVICE) ? [namelessPart] : []),
    (bind) => `event.emitter = any(${bind([...ids])}::text[])`,
  ]);
}

/** Services of the catalog whose id begins with this one: their actions are theirs. */
function servicesWithin(id: string): string[] {
  return SERVICES.map((service) => service.id).filter((other) => other.startsWith(withDot(id)));
}

/** Whether an action may name this service. Outside the catalog that is the text before the first dot. */
function mayBePrefix(id: string): boolean {
  return SERVICES.some((service) => service.id === id) || (!id.includes('.') && namesItsService(withDot(id)));
}

function withDot(id: string): string {
  return `${id}.`;
}

/** Neither the action names a service nor anything else does. */
function namelessPart(bind: Bind): string {
  return `event.emitter = '' and (
    strpos(event.action, '.') <= 1 or split_part(event.action, '.', 1) = any(${bind([...PAST_TENSE_VERBS])}::text[])
  )`;
}

function prefixPart(prefixes: readonly string[]): SqlPart {
  return (bind) => `event.action ^@ any(${bind(prefixes)}::text[])`;
}

function anyOf(parts: readonly SqlPart[]): SqlPart {
  return (bind) => `(${parts.map((part) => `(${part(bind)})`).join(' or ')})`;
}

function allOf(parts: readonly SqlPart[]): SqlPart {
  return (bind) => parts.map((part) => part(bind)).join(' and ');
}

function not(part: SqlPart): SqlPart {
  return (bind) => `not (${part(bind)})`;
}
