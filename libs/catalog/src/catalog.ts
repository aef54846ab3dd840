import type { CatalogAction, Service } from './catalog-action.js';
import { SERVICES } from './services/index.js';

/**
 * The documented actions of all services: 231 of the four product families and 122 of `account-management`. Count the
 * two apart by `family`.
 */
export const ACTIONS: readonly CatalogAction[] = SERVICES.flatMap((service) => service.actions);

/** The actions that only a newer edition of a page lists; `document.date` is the date of that edition. */
export const LATER_ACTIONS: readonly CatalogAction[] = SERVICES.flatMap((service) => service.laterActions);

// Maps and not plain objects: names come from events, and `__proto__` or `constructor` is a name like any other.
const SERVICE_BY_ID: ReadonlyMap<string, Service> = new Map(SERVICES.map((service) => [service.id, service]));

const ACTION_BY_NAME: ReadonlyMap<string, CatalogAction> = new Map(
  [...ACTIONS, ...LATER_ACTIONS].flatMap((action) => [
    [action.name, action] as const,
    ...action.aliases.map((alias) => [alias.name, action] as const),
  ]),
);

/** The service with this id, or undefined. */
export function findService(id: string): Service | undefined {
  return SERVICE_BY_ID.get(id);
}

/** The entry with this name or alias, in any edition, or undefined. Names are compared exactly, case included. */
export function findAction(name: string): CatalogAction | undefined {
  return ACTION_BY_NAME.get(name);
}
